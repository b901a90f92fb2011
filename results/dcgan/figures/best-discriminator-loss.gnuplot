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
set xrange [0.92:5.08]
set xtics (plain('1') 1, plain('2') 2, plain('3') 3, plain('4') 4, plain('5') 5)
set xlabel plain('epoch')
unset logscale y
set yrange [1.1407317412826699:1.4031895539727994]
set ytics (plain('1.15') 1.15, plain('1.2') 1.2, plain('1.25') 1.25, plain('1.3') 1.3, plain('1.35') 1.35, plain('1.4') 1.4)
set ylabel plain('discriminator loss')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('discriminator loss')
set output
