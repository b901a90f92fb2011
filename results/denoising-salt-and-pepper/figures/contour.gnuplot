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
set xtics (plain('0.0005') 0.02168, '' 0.10594 1, plain('0.0007') 0.17717, '' 0.23888 1, '' 0.29331 1, plain('0.001') 0.342, plain('0.002') 0.66232, plain('0.003') 0.84969, '' 0.98264 1)
set xlabel plain('learning rate')
set yrange [0:1]
set ytics (plain('7') 0.03704, plain('8') 0.5, plain('9') 0.96296)
set ylabel plain('encoding dimension')
set cbrange [0.0211199:0.0267766]
set palette positive
unset logscale cb
set cbtics (plain('0.022') 0.022, plain('0.023') 0.023, plain('0.024') 0.024, plain('0.025') 0.025, plain('0.026') 0.026) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.022, 0.023, 0.024, 0.025, 0.026
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
