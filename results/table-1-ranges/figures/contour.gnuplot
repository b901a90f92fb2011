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
set xtics ('' 0.00478 1, power(-5) 0.02168, '' 0.13285 1, '' 0.19789 1, '' 0.24403 1, '' 0.27982 1, '' 0.30906 1, '' 0.33378 1, '' 0.3552 1, '' 0.37409 1, power(-4) 0.39099, '' 0.50216 1, '' 0.56719 1, '' 0.61333 1, '' 0.64912 1, '' 0.67836 1, '' 0.70309 1, '' 0.7245 1, '' 0.7434 1, power(-3) 0.76029, '' 0.87147 1, '' 0.9365 1, '' 0.98264 1)
set xlabel plain('learning rate')
set yrange [0:1]
set ytics (plain('2') 0.03704, plain('4') 0.30159, plain('6') 0.56614, plain('8') 0.83069)
set ylabel plain('encoding dimension')
set cbrange [0.0161304:0.0600761]
set palette positive
unset logscale cb
set cbtics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.02, 0.03, 0.04, 0.05, 0.06
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
