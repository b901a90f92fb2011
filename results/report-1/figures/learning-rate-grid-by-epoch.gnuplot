# Test mean squared error by epoch
# To draw it: gnuplot learning-rate-grid-by-epoch.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-rate-grid-by-epoch'
width = 150
height = 97
load 'style.gnuplot'
data = 'learning-rate-grid-by-epoch.tsv'

heading = plain('Test mean squared error by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.17999999999999994:61.18]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50, plain('60') 60)
set xlabel plain('Epoch')
set logscale y
set yrange [0.01774899641707186:0.254807822069252]
set ytics (plain('0.02') 0.02, '' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2)
set ylabel plain('Test mean squared error')
plot data index 0 using 1:3:4 with filledcurves lt 1 notitle, \
    data index 1 using 1:3:4 with filledcurves lt 2 notitle, \
    data index 2 using 1:3:4 with filledcurves lt 3 notitle, \
    data index 3 using 1:3:4 with filledcurves lt 4 notitle, \
    data index 4 using 1:3:4 with filledcurves lt 5 notitle, \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 8 title plain('rate 0.01'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 8 title plain('rate 0.005'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 8 title plain('rate 0.001'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 8 title plain('rate 0.0005'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 8 title plain('rate 1e-05'), \
    keyentry with boxes lt 1 fs transparent solid 0.2 noborder title plain('± deviation')
set output
