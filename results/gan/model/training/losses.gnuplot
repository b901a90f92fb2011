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
set xrange [-6.98:407.98]
set xtics (plain('0') 0, plain('100') 100, plain('200') 200, plain('300') 300, plain('400') 400)
set xlabel plain('Epoch')
set logscale y
set yrange [0.037063793039543075:9.368335338432374]
set ytics ('' 0.04 1, '' 0.05 1, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, '' 0.2 1, '' 0.3 1, '' 0.4 1, '' 0.5 1, '' 0.6 1, '' 0.7 1, '' 0.8 1, '' 0.9 1, plain('1') 1, '' 2 1, '' 3 1, '' 4 1, '' 5 1, '' 6 1, '' 7 1, '' 8 1, '' 9 1)
set ylabel plain('Binary cross entropy')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 50 title plain('Discriminator loss'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 50 title plain('Generator loss')
set output
