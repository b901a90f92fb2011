# Reconstruction error by occlusion
# To draw it: gnuplot occlusion.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'occlusion'
width = 150
height = 92
load 'style.gnuplot'
data = 'occlusion.tsv'

heading = plain('Reconstruction error by occlusion')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.02:1.02]
set xtics (plain('0') 0, plain('0.2') 0.2, plain('0.4') 0.4, plain('0.6') 0.6, plain('0.8') 0.8, plain('1') 1)
set xlabel plain('fraction of the rows set to 0')
unset logscale y
set yrange [-0.004558324257525982:0.11851643069567552]
set ytics (plain('0') 0, plain('0.05') 0.05, plain('0.1') 0.1)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('reconstruction'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 2 title plain('occluded image')
set output
