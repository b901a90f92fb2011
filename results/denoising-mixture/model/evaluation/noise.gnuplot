# Reconstruction error by Gaussian noise
# To draw it: gnuplot noise.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'noise'
width = 150
height = 92
load 'style.gnuplot'
data = 'noise.tsv'

heading = plain('Reconstruction error by Gaussian noise')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set logscale x
set xrange [0.047963205966263224:0.41698630433644857]
set xtics (plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2, plain('0.3') 0.3, '' 0.4 1)
set xlabel plain('standard deviation of the noise (values are 0 to 1)')
unset logscale y
set yrange [0:0.028159171092630116]
set ytics (plain('0') 0, plain('0.005') 0.005, plain('0.01') 0.01, plain('0.015') 0.015, plain('0.02') 0.02, plain('0.025') 0.025)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('reconstruction'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 1 title plain('noisy image')
set output
