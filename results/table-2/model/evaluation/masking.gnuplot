# Reconstruction error by masking
# To draw it: gnuplot masking.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'masking'
width = 150
height = 92
load 'style.gnuplot'
data = 'masking.tsv'

heading = plain('Reconstruction error by masking')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.092:0.508]
set xtics (plain('0.1') 0.1, plain('0.2') 0.2, plain('0.3') 0.3, plain('0.4') 0.4, plain('0.5') 0.5)
set xlabel plain('fraction of the values set to 0')
unset logscale y
set yrange [0.009563897822090665:0.05875900841211715]
set ytics (plain('0.01') 0.01, plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('reconstruction'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 1 title plain('masked image')
set output
