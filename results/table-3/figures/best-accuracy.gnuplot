# Accuracy of the best trial
# To draw it: gnuplot best-accuracy.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-accuracy'
width = 94
height = 87
load 'style.gnuplot'
data = 'best-accuracy.tsv'

heading = plain('Accuracy of the best trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('epoch')
unset logscale y
set yrange [0.9411633333333332:0.9637533333333334]
set ytics (plain('0.945') 0.945, plain('0.95') 0.95, plain('0.955') 0.955, plain('0.96') 0.96)
set ylabel plain('accuracy')
unset key
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 3 title plain('validation accuracy')
set output
