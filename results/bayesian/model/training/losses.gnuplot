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
set xrange [-0.98:101.98]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60, plain('80') 80, plain('100') 100)
set xlabel plain('Epoch')
set logscale y
set yrange [0.01171863336890081:0.07402056769215858]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07)
set ylabel plain('Mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 13 title plain('Training loss'), \
    data index 1 using 1:2 with linespoints lt 3 pointinterval 13 title plain('Test loss')
set output
