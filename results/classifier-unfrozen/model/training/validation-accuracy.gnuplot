# Test accuracy by epoch
# To draw it: gnuplot validation-accuracy.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'validation-accuracy'
width = 150
height = 87
load 'style.gnuplot'
data = 'validation-accuracy.tsv'

heading = plain('Test accuracy by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
unset logscale y
set yrange [0.971092:0.987508]
set ytics (plain('0.975') 0.975, plain('0.98') 0.98, plain('0.985') 0.985)
set ylabel plain('Test accuracy')
unset key
plot data index 0 using 1:2 with linespoints lt 3 pointinterval 3 title plain('Test accuracy')
set output
