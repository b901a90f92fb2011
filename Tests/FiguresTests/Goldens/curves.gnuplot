# Validation loss by epoch
# To draw it: gnuplot curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'curves'
width = 150
height = 102
load 'style.gnuplot'
data = 'curves.tsv'

heading = plain('Validation loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.42000000000000004:30.58]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30)
set xlabel plain('epoch')
set logscale y
set yrange [0.020021119712480974:0.13713268985093027]
set ytics (plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 4 title plain('learning rate 0.01'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 4 title plain('learning rate 0.005'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 4 title plain('learning rate 0.001'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 4 title plain('learning rate 0.0005'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 4 title plain('learning rate 1e-05')
set output
