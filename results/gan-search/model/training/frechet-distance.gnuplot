# Fréchet distance by epoch
# To draw it: gnuplot frechet-distance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'frechet-distance'
width = 150
height = 87
load 'style.gnuplot'
data = 'frechet-distance.tsv'

heading = plain('Fréchet distance by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [1.6400000000000001:20.36]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
set logscale y
set yrange [104.03099440432652:496.553212766515]
set ytics (plain('200') 200, plain('300') 300, plain('400') 400)
set ylabel plain('Fréchet distance')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('Fréchet distance')
set output
