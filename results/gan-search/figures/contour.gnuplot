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
set xtics (plain('0.0001') 0.02168, plain('0.0002') 0.31096, '' 0.48017 1, '' 0.60023 1, plain('0.0005') 0.69336, '' 0.76945 1, '' 0.83378 1, '' 0.88951 1, '' 0.93867 1, plain('0.001') 0.98264)
set xlabel plain('generator rate')
set yrange [0:1]
set ytics (plain('0.0002') 0.32371, plain('0.0003') 0.55585, '' 0.72056 1, plain('0.0005') 0.84832, '' 0.95271 1)
set ylabel plain('discriminator rate')
set cbrange [255.264:784.389]
set palette positive
set logscale cb
set cbtics (plain('300') 300, plain('400') 400, plain('500') 500, plain('600') 600, plain('700') 700) out scale 0.4
set label plain('Fréchet distance') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 300, 400, 500, 600, 700
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
