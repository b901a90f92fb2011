# gan: distance from real images
# To draw it: gnuplot distance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'distance'
width = 150
height = 87
load 'style.gnuplot'
data = 'distance.tsv'

heading = plain('gan: distance from real images')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-6.98:407.98]
set xtics (plain('0') 0, plain('100') 100, plain('200') 200, plain('300') 300, plain('400') 400)
set xlabel plain('Epoch')
unset logscale y
set yrange [9.663956917164505:819.6939016395442]
set ytics (plain('200') 200, plain('400') 400, plain('600') 600, plain('800') 800)
set ylabel plain('Fréchet distance')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 5 title plain('generated images')
set output
