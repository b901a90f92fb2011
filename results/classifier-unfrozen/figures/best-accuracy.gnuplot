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
set xrange [0.8200000000000001:10.18]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('epoch')
unset logscale y
set yrange [0.9629333333333333:0.9872333333333333]
set ytics (plain('0.965') 0.965, plain('0.97') 0.97, plain('0.975') 0.975, plain('0.98') 0.98, plain('0.985') 0.985)
set ylabel plain('accuracy')
unset key
plot data index 0 using 1:2 with linespoints lt 2 pointinterval 2 title plain('validation accuracy')
set output
