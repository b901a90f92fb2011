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
set xtics ('' 0.00544 1, power(-5) 0.02199, '' 0.13091 1, '' 0.19462 1, '' 0.23982 1, '' 0.27489 1, '' 0.30353 1, '' 0.32776 1, '' 0.34874 1, '' 0.36725 1, power(-4) 0.3838, '' 0.49272 1, '' 0.55643 1, '' 0.60163 1, '' 0.63669 1, '' 0.66534 1, '' 0.68956 1, '' 0.71055 1, '' 0.72905 1, power(-3) 0.74561, '' 0.85452 1, '' 0.91824 1, '' 0.96344 1, '' 0.9985 1)
set xlabel plain('learning rate')
set yrange [0:1]
set ytics (plain('2') 0.03704, plain('4') 0.30159, plain('6') 0.56614, plain('8') 0.83069)
set ylabel plain('encoding dimension')
set cbrange [0.0148099:0.0561398]
set palette positive
set logscale cb
set cbtics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.02, 0.03, 0.04, 0.05
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
