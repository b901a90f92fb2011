# Predicted and true price
# To draw it: gnuplot agreement.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'agreement'
width = 150
height = 130
load 'style.gnuplot'
data = 'agreement.tsv'

heading = plain('Predicted and true price')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [46.0352:143.0948]
set xtics (plain('60') 60, plain('80') 80, plain('100') 100, plain('120') 120, plain('140') 140)
set xlabel plain('true price')
unset logscale y
set yrange [46.0352:143.0948]
set ytics (plain('60') 60, plain('80') 80, plain('100') 100, plain('120') 120, plain('140') 140)
set ylabel plain('predicted price')
set key off
set size ratio -1
plot x with lines lc rgb muted lw 1 notitle, \
    data every 1 using 1:2 with points lt 1 pt 6 ps 0.5 lw 1.2 notitle
set output
