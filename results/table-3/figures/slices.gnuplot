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
set xrange [-0.5:1.5]
set xtics (plain('0.001') 0, plain('0.005') 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [56.92:275.08]
set xtics (plain('100') 100, plain('200') 200)
set xlabel plain('hidden units')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0') 0, plain('0.05') 1, plain('0.1') 2)
set xlabel plain('dropout')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('Adam') 0, plain('RMSprop') 1)
set xlabel plain('optimizer')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0') 0, plain('1e-05') 1, plain('0.001') 2)
set xlabel plain('weight decay')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
set ylabel plain('validation loss')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
