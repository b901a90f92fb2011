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
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('epoch')
set logscale y
set yrange [0.12113406084432628:0.21135103208408224]
set ytics (plain('0.14') 0.14, plain('0.16') 0.16, plain('0.18') 0.18, plain('0.2') 0.2)
set ylabel plain('validation loss')
plot data index 5 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('1: trial 18'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 3 title plain('2: trial 8'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 3 title plain('3: trial 152'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 3 title plain('4: trial 25'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 3 title plain('5: trial 163')
set output
