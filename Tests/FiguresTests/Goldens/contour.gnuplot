# Validation loss over two parameters
# To draw it: gnuplot contour.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'contour'
width = 150
height = 115
load 'style.gnuplot'
data = 'contour.tsv'

heading = plain('Validation loss over two parameters')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set xrange [0:1]
set xtics ('' 0.063 1, '' 0.1172 1, '' 0.15566 1, '' 0.18549 1, '' 0.20986 1, '' 0.23047 1, '' 0.24832 1, '' 0.26406 1, power(-4) 0.27815, '' 0.37081 1, '' 0.42501 1, '' 0.46347 1, '' 0.4933 1, '' 0.51767 1, '' 0.53828 1, '' 0.55613 1, '' 0.57187 1, power(-3) 0.58596, '' 0.67862 1, '' 0.73282 1, '' 0.77128 1, '' 0.80111 1, '' 0.82548 1, '' 0.84609 1, '' 0.86394 1, '' 0.87968 1, power(-2) 0.89377, '' 0.98643 1)
set xlabel plain('learning_rate')
set yrange [0:1]
set ytics (plain('2') 0.03704, plain('4') 0.34568, plain('6') 0.65432, plain('8') 0.96296)
set ylabel plain('encoding_dimension')
set cbrange [0.0185278:0.0478145]
set palette positive
unset logscale cb
set cbtics (plain('0.02') 0.02, plain('0.025') 0.025, plain('0.03') 0.03, plain('0.035') 0.035, plain('0.04') 0.04, plain('0.045') 0.045) out scale 0.4
set label plain('validation_loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.02, 0.025, 0.03, 0.035, 0.04, 0.045
unset surface
set datafile separator whitespace
set table $lines
splot data index 0 using 1:2:3
unset table
unset contour
set surface
plot data index 0 using 1:2:3 with image notitle, \
    $lines using 1:2 with lines lc rgb '#fefefe' dt 1 lw 1 notitle, \
    data index 1 using 1:2 with points pt 7 ps 0.55 lc rgb '#fefefe' notitle, \
    data index 1 using 1:2 with points pt 7 ps 0.35 lc rgb '#111111' notitle
set output
