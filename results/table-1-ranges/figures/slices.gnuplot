# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 170
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 3, 2 title heading font title_font
set logscale x
set xrange [8.735572864477196e-06:0.004457304998744924]
set xtics ('' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.013315407798157944:0.06643986392668542]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [0.013315407798157944:0.06643986392668542]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [46.04:152.96]
set xtics (plain('50') 50, plain('100') 100, plain('150') 150)
set xlabel plain('hidden units')
unset logscale y
set yrange [0.013315407798157944:0.06643986392668542]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [8.150145493221094e-08:0.00037993867290171945]
set xtics ('' 9e-08 1, power(-7) 1e-07, '' 2e-07 1, '' 3e-07 1, '' 4e-07 1, '' 5e-07 1, '' 6e-07 1, '' 7e-07 1, '' 8e-07 1, '' 9e-07 1, power(-6) 1e-06, '' 2e-06 1, '' 3e-06 1, '' 4e-06 1, '' 5e-06 1, '' 6e-06 1, '' 7e-06 1, '' 8e-06 1, '' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1)
set xlabel plain('l2')
unset logscale y
set yrange [0.013315407798157944:0.06643986392668542]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('Adam') 0, plain('RMSprop') 1)
set xlabel plain('optimizer')
unset logscale y
set yrange [0.013315407798157944:0.06643986392668542]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
