# Fréchet distance over two parameters
# To draw it: gnuplot contour.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'contour'
width = 150
height = 115
load 'style.gnuplot'
data = 'contour.tsv'

heading = plain('Fréchet distance over two parameters')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set xrange [0:1]
set xtics ('' 0.08759 1, plain('0.0007') 0.17566, '' 0.25194 1, '' 0.31923 1, plain('0.001') 0.37943, plain('0.002') 0.77543)
set xlabel plain('generator rate')
set yrange [0:1]
set ytics (plain('0') 0.03704, plain('0.1') 0.34568, plain('0.2') 0.65432, plain('0.3') 0.96296)
set ylabel plain('dropout')
set cbrange [112.084:190.056]
set palette positive
unset logscale cb
set cbtics (plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180) out scale 0.4
set label plain('Fréchet distance') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 120, 140, 160, 180
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
