# Discriminator loss of the best trial
# To draw it: gnuplot best-discriminator-loss.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-discriminator-loss'
width = 94
height = 87
load 'style.gnuplot'
data = 'best-discriminator-loss.tsv'

heading = plain('Discriminator loss of the best trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.9:6.1]
set xtics (plain('1') 1, plain('2') 2, plain('3') 3, plain('4') 4, plain('5') 5, plain('6') 6)
set xlabel plain('epoch')
unset logscale y
set yrange [0.16619203733435997:0.8457233244686002]
set ytics (plain('0.2') 0.2, plain('0.4') 0.4, plain('0.6') 0.6, plain('0.8') 0.8)
set ylabel plain('discriminator loss')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('discriminator loss')
set output
