# dcgan: distance from real images
# To draw it: gnuplot distance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'distance'
width = 150
height = 87
load 'style.gnuplot'
data = 'distance.tsv'

heading = plain('dcgan: distance from real images')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
unset logscale y
set yrange [80.93953106656373:188.16242099853764]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('generated images')
set output
