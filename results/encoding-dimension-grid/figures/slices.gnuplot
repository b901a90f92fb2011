# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 66
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 1, 1 title heading font title_font
unset logscale x
set xrange [1.68:10.32]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [0.014047397048018424:0.0402523087695168]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
