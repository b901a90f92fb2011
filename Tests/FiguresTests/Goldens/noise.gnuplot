# Error by level of Gaussian noise
# To draw it: gnuplot noise.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'noise'
width = 150
height = 97
load 'style.gnuplot'
data = 'noise.tsv'

heading = plain('Error by level of Gaussian noise')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set logscale x
set xrange [0.0008709688165373265:1.147802287542813]
set xtics ('' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, power(-2) 0.01, '' 0.02 1, '' 0.03 1, '' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, power(-1) 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, power(0) 1)
set xlabel plain('standard deviation of the noise')
set logscale y
set yrange [0.019407414252283185:0.1135961736757713]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('autoencoder'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 2 title plain('denoising autoencoder')
set output
