# Test mean squared error by epoch
# To draw it: gnuplot encoding-dimension-grid-by-epoch.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'encoding-dimension-grid-by-epoch'
width = 150
height = 102
load 'style.gnuplot'
data = 'encoding-dimension-grid-by-epoch.tsv'

heading = plain('Test mean squared error by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
set logscale y
set yrange [0.013851405680402627:0.12292693797360434]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1)
set ylabel plain('Test mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('dimension 2'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 3 title plain('dimension 4'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 3 title plain('dimension 6'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 3 title plain('dimension 8'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 3 title plain('dimension 10')
set output
