# Test mean squared error by learning rate
# To draw it: gnuplot learning-rate-grid-by-learning-rate.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-rate-grid-by-learning-rate'
width = 150
height = 97
load 'style.gnuplot'
data = 'learning-rate-grid-by-learning-rate.tsv'

heading = plain('Test mean squared error by learning rate')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set logscale x
set xrange [8.709635899560807e-06:0.011481536214968828]
set xtics ('' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, power(-2) 0.01)
set xlabel plain('Learning rate')
unset logscale y
set yrange [0.017885025181473484:0.0639104063362809]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06)
set ylabel plain('Test mean squared error')
plot data index 0 using 1:3:4 with filledcurves lt 1 notitle, \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('Test mean squared error'), \
    keyentry with boxes lt 1 fs transparent solid 0.2 noborder title plain('± deviation')
set output
