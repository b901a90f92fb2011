# Test mean squared error by dimension of the encoded space
# To draw it: gnuplot encoding-dimension-grid-by-encoding-dimension.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'encoding-dimension-grid-by-encoding-dimension'
width = 150
height = 87
load 'style.gnuplot'
data = 'encoding-dimension-grid-by-encoding-dimension.tsv'

heading = plain('Test mean squared error by dimension of the encoded space')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [1.84:10.16]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('Dimension of the encoded space')
unset logscale y
set yrange [0.014047397048018424:0.0402523087695168]
set ytics (plain('0.015') 0.015, plain('0.02') 0.02, plain('0.025') 0.025, plain('0.03') 0.03, plain('0.035') 0.035, plain('0.04') 0.04)
set ylabel plain('Test mean squared error')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('Test mean squared error')
set output
