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
set xrange [-0.5:1.5]
set xtics (plain('0') 0, plain('0.1') 1)
set xlabel plain('dropout')
unset logscale y
set yrange [0.047008618760450635:0.06187982213260802]
set ytics (plain('0.05') 0.05, plain('0.055') 0.055, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('0') 0, plain('1e-05') 1)
set xlabel plain('weight decay')
unset logscale y
set yrange [0.047008618760450635:0.06187982213260802]
set ytics (plain('0.05') 0.05, plain('0.055') 0.055, plain('0.06') 0.06)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0.0005') 0, plain('0.001') 1, plain('0.002') 2)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.047008618760450635:0.06187982213260802]
set ytics (plain('0.05') 0.05, plain('0.055') 0.055, plain('0.06') 0.06)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
