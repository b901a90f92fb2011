# Loss of the best trial
# To draw it: gnuplot best-loss.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-loss'
width = 94
height = 97
load 'style.gnuplot'
data = 'best-loss.tsv'

heading = plain('Loss of the best trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('epoch')
unset logscale y
set yrange [0.10914147277816547:0.27136073021284185]
set ytics (plain('0.15') 0.15, plain('0.2') 0.2, plain('0.25') 0.25)
set ylabel plain('loss')
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 3 title plain('validation loss'), \
    data index 1 using 1:2 with linespoints lt 1 pointinterval 3 title plain('train loss')
set output
