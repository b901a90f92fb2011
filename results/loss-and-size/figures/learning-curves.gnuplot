# Validation loss by epoch
# To draw it: gnuplot learning-curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-curves'
width = 150
height = 102
load 'style.gnuplot'
data = 'learning-curves.tsv'

heading = plain('Validation loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.8200000000000001:10.18]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('epoch')
unset logscale y
set yrange [0.0029793937019709834:0.2294463893249673]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1, plain('0.15') 0.15, plain('0.2') 0.2)
set ylabel plain('validation loss')
plot data index 5 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('1: trial 8'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 2 title plain('2: trial 20'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 2 title plain('3: trial 14'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 2 title plain('4: trial 30'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 2 title plain('5: trial 50')
set output
