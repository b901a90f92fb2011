# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 118
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 2, 2 title heading font title_font
unset logscale x
set xrange [60.6:152.4]
set xtics (plain('100') 100, plain('150') 150)
set xlabel plain('hidden units')
unset logscale y
set yrange [0.0205297837357147:0.02717246541295579]
set ytics (plain('0.022') 0.022, plain('0.024') 0.024, plain('0.026') 0.026)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [0.00047708324506799113:0.004153138798114995]
set xtics (plain('0.0005') 0.0005, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '' 0.001 1, plain('0.002') 0.002, '' 0.003 1, '' 0.004 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.0205297837357147:0.02717246541295579]
set ytics (plain('0.022') 0.022, plain('0.024') 0.024, plain('0.026') 0.026)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [6.92:9.08]
set xtics (plain('7') 7, plain('8') 8, plain('9') 9)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [0.0205297837357147:0.02717246541295579]
set ytics (plain('0.022') 0.022, plain('0.024') 0.024, plain('0.026') 0.026)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0') 0, plain('1e-06') 1, plain('1e-05') 2)
set xlabel plain('l2')
unset logscale y
set yrange [0.0205297837357147:0.02717246541295579]
set ytics (plain('0.022') 0.022, plain('0.024') 0.024, plain('0.026') 0.026)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
