# Loss of the best trial
# To draw it: gnuplot best-loss.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-loss'
width = 150
height = 92
load 'style.gnuplot'
data = 'best-loss.tsv'

heading = plain('Loss of the best trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.020000000000000018:50.98]
set xtics (plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('epoch')
unset logscale y
set yrange [0.011203845418009421:0.0765677415778539]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06)
set ylabel plain('loss')
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 7 title plain('validation loss'), \
    data index 1 using 1:2 with linespoints lt 1 pointinterval 7 title plain('train loss')
set output
