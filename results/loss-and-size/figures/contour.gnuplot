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
set xtics ('' 0.03704 1, plain('5') 0.1364, '' 0.21758 1, plain('7') 0.28622, '' 0.34568 1, '' 0.39813 1, plain('10') 0.44504, plain('20') 0.75368, plain('30') 0.93423)
set xlabel plain('second channels')
set yrange [0:1]
set ytics (plain('2') 0.03704, '' 0.17245 1, '' 0.26852 1, plain('5') 0.34304, '' 0.40393 1, '' 0.45541 1, '' 0.5 1, '' 0.53933 1, plain('10') 0.57452, plain('20') 0.806, '' 0.94141 1)
set ylabel plain('encoding dimension')
set cbrange [0.0259493:0.0733346]
set palette positive
unset logscale cb
set cbtics (plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06, plain('0.07') 0.07) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.03, 0.04, 0.05, 0.06, 0.07
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
