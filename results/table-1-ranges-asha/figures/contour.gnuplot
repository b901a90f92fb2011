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
set xtics ('' 0.028 1, '' 0.09955 1, '' 0.15031 1, '' 0.18969 1, '' 0.22186 1, '' 0.24906 1, '' 0.27263 1, '' 0.29341 1, power(-4) 0.312, '' 0.43432 1, '' 0.50587 1, '' 0.55664 1, '' 0.59601 1, '' 0.62819 1, '' 0.65539 1, '' 0.67895 1, '' 0.69974 1, power(-3) 0.71833, '' 0.84065 1, '' 0.9122 1, '' 0.96296 1)
set xlabel plain('learning rate')
set yrange [0:1]
set ytics (plain('60') 0.13056, plain('80') 0.31762, plain('100') 0.50468, plain('120') 0.69173, plain('140') 0.87879)
set ylabel plain('hidden units')
set cbrange [0.0248917:0.20898]
set palette positive
set logscale cb
set cbtics (plain('0.03') 0.03, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, plain('0.07') 0.07, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.82, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.79
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.03, 0.05, 0.07, 0.1, 0.2
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
