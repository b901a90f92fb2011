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
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
unset logscale y
set yrange [79.54462246892045:181.5628502069959]
set ytics (plain('80') 80, plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('Fréchet distance')
set output
