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
set xrange [0.8200000000000001:10.18]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('epoch')
unset logscale y
set yrange [0.01825318521040435:0.08636402707102495]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08)
set ylabel plain('loss')
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 2 title plain('validation loss'), \
    data index 1 using 1:2 with linespoints lt 1 pointinterval 2 title plain('train loss')
set output
