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
unset logscale x
set xrange [-8.412825297789457e-06:0.0002187334577425259]
set xtics (plain('0') 0, '' 0.0001 1, plain('0.0002') 0.0002)
set xlabel plain('l2')
set logscale y
set yrange [0.012841662552261617:0.06359715063724543]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [9.156519189593916e-05:0.004173648956494477]
set xtics (plain('0.0001') 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, plain('0.001') 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1)
set xlabel plain('learning rate')
set logscale y
set yrange [0.012841662552261617:0.06359715063724543]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [51.36:149.64]
set xtics (plain('60') 60, '' 80 1, plain('100') 100, '' 120 1, plain('140') 140)
set xlabel plain('hidden units')
set logscale y
set yrange [0.012841662552261617:0.06359715063724543]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
set logscale y
set yrange [0.012841662552261617:0.06359715063724543]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('Adam') 0, plain('RMSprop') 1)
set xlabel plain('optimizer')
set logscale y
set yrange [0.012841662552261617:0.06359715063724543]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
