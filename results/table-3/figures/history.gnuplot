# Validation loss by trial
# To draw it: gnuplot history.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'history'
width = 150
height = 92
load 'style.gnuplot'
data = 'history.tsv'

heading = plain('Validation loss by trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-4.3:219.3]
set xtics (plain('0') 0, plain('50') 50, plain('100') 100, plain('150') 150, plain('200') 200)
set xlabel plain('trial')
unset logscale y
set yrange [0.12134948618266349:0.18365876596734934]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18)
set ylabel plain('validation loss')
plot data index 0 using 1:2 with points lt 1 pt 7 ps 0.45 title plain('complete'), \
    data index 2 using 1:2 with steps lt 2 dt 1 lw 2 title plain('best so far')
set output
