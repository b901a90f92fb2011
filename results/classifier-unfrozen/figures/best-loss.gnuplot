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
set xrange [0.8200000000000001:10.18]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('epoch')
set logscale y
set yrange [0.024542006485507573:0.6251047862908434]
set ytics ('' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2, '' 0.3 1, '' 0.4 1, plain('0.5') 0.5, '' 0.6 1)
set ylabel plain('loss')
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 2 title plain('validation loss'), \
    data index 1 using 1:2 with linespoints lt 1 pointinterval 2 title plain('train loss')
set output
