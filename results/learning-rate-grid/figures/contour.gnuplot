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
set xtics ('' 0.00713 1, '' 0.02291 1, power(-5) 0.03704, '' 0.12995 1, '' 0.1843 1, '' 0.22286 1, '' 0.25277 1, '' 0.27721 1, '' 0.29787 1, '' 0.31577 1, '' 0.33156 1, power(-4) 0.34568, '' 0.43859 1, '' 0.49294 1, '' 0.5315 1, '' 0.56141 1, '' 0.58585 1, '' 0.60651 1, '' 0.62441 1, '' 0.6402 1, power(-3) 0.65432, '' 0.74723 1, '' 0.80158 1, '' 0.84014 1, '' 0.87005 1, '' 0.89449 1, '' 0.91515 1, '' 0.93305 1, '' 0.94884 1, power(-2) 0.96296)
set xlabel plain('learning rate')
set yrange [0:1]
set ytics (plain('1') 0.03704, plain('2') 0.26852, plain('3') 0.5, plain('4') 0.73148, plain('5') 0.96296)
set ylabel plain('repetition')
set cbrange [0.0202632:0.0632179]
set logscale cb
set cbtics (plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.03, 0.04, 0.05, 0.06
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
