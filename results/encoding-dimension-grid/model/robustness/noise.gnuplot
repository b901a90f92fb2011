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
set xrange [0.0008709635899560806:1.1481536214968828]
set xtics ('' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, power(-2) 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, power(-1) 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, power(0) 1)
set xlabel plain('standard deviation of the noise (values are 0 to 1)')
unset logscale y
set yrange [0:0.08388376554687198]
set ytics (plain('0') 0, plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('reconstruction'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 2 title plain('noisy image')
set output
