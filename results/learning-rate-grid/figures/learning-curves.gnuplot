# Validation loss by epoch
# To draw it: gnuplot learning-curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-curves'
width = 150
height = 117
load 'style.gnuplot'
data = 'learning-curves.tsv'

heading = plain('Validation loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.17999999999999994:61.18]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50, plain('60') 60)
set xlabel plain('epoch')
set logscale y
set yrange [0.017645292837777188:0.25489666723305815]
set ytics (plain('0.02') 0.02, '' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2)
set ylabel plain('validation loss')
plot data index 5 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 8 title plain('1: learning rate 0.005'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 8 title plain('2: learning rate 0.005'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 8 title plain('3: learning rate 0.005'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 8 title plain('4: learning rate 0.005'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 8 title plain('5: learning rate 0.001')
set output
