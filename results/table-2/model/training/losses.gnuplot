# Losses of the final training
# To draw it: gnuplot losses.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'losses'
width = 150
height = 92
load 'style.gnuplot'
data = 'losses.tsv'

heading = plain('Losses of the final training')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.020000000000000018:50.98]
set xtics (plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('Epoch')
unset logscale y
set yrange [0.01263551540339185:0.03802373821229776]
set ytics (plain('0.015') 0.015, plain('0.02') 0.02, plain('0.025') 0.025, plain('0.03') 0.03, plain('0.035') 0.035)
set ylabel plain('Mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 7 title plain('Training loss'), \
    data index 1 using 1:2 with linespoints lt 3 pointinterval 7 title plain('Test loss')
set output
