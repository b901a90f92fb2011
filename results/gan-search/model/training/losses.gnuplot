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
set yrange [0.16420096629925096:10.237750746374372]
set ytics (plain('0.2') 0.2, '' 0.3 1, '' 0.4 1, plain('0.5') 0.5, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, plain('1') 1, plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10)
set ylabel plain('Binary cross entropy')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('Discriminator loss'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 3 title plain('Generator loss')
set output
