# Validation loss by epoch
# To draw it: gnuplot learning-curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-curves'
width = 150
height = 112
load 'style.gnuplot'
data = 'learning-curves.tsv'

heading = plain('Validation loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('epoch')
unset logscale y
set yrange [0.011083531786380989:0.11731280557209013]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('1: encoding dimension 10'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 3 title plain('2: encoding dimension 8'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 3 title plain('3: encoding dimension 6'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 3 title plain('4: encoding dimension 4'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 3 title plain('5: encoding dimension 2')
set output
