# Losses of the final training
# To draw it: gnuplot losses.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'losses'
width = 150
height = 92
load 'style.gnuplot'
data = 'losses.tsv'

heading = plain('Losses of the final training')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('Epoch')
set logscale y
set yrange [0.008723507785807131:0.5242063673736719]
set ytics ('' 0.009 1, plain('0.01') 0.01, plain('0.02') 0.02, '' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2, '' 0.3 1, '' 0.4 1, plain('0.5') 0.5)
set ylabel plain('Cross entropy')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('Training loss'), \
    data index 1 using 1:2 with linespoints lt 3 pointinterval 3 title plain('Test loss')
set output
