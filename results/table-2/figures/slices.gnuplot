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
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-5.438768105202913e-06:0.00014140797073527574]
set xtics (plain('0') 0, '' 5e-05 1, plain('0.0001') 0.0001)
set xlabel plain('l2')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [0.00019632600319348766:0.0026892609865329926]
set xtics (plain('0.001') 0.001, plain('0.002') 0.002)
set xlabel plain('learning rate')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('Adam') 0, plain('RMSprop') 1)
set xlabel plain('optimizer')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [47.08:152.92]
set xtics (plain('50') 50, plain('100') 100, plain('150') 150)
set xlabel plain('hidden units')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('32') 0, plain('64') 1)
set xlabel plain('batch size')
set logscale y
set yrange [0.01360979165733609:0.10166733278418645]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
unset ylabel
plot data index 5 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 5 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
