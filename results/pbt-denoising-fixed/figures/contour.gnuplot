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
set xtics (power(-8) 0.00727, '' 0.07989 1, '' 0.12237 1, '' 0.1525 1, '' 0.17588 1, '' 0.19498 1, '' 0.21113 1, '' 0.22512 1, '' 0.23746 1, power(-7) 0.2485, '' 0.32112 1, '' 0.3636 1, '' 0.39374 1, '' 0.41711 1, '' 0.43622 1, '' 0.45237 1, '' 0.46636 1, '' 0.47869 1, power(-6) 0.48973, '' 0.56235 1, '' 0.60483 1, '' 0.63497 1, '' 0.65835 1, '' 0.67745 1, '' 0.6936 1, '' 0.70759 1, '' 0.71993 1, power(-5) 0.73097, '' 0.80358 1, '' 0.84606 1, '' 0.8762 1, '' 0.89958 1, '' 0.91868 1, '' 0.93483 1, '' 0.94882 1, '' 0.96116 1, power(-4) 0.9722)
set xlabel plain('l2')
set yrange [0:1]
set ytics (plain('0.0001') 0.02066, plain('0.0002') 0.22027, '' 0.33703 1, '' 0.41988 1, plain('0.0005') 0.48414, '' 0.53664 1, '' 0.58103 1, '' 0.61949 1, '' 0.65341 1, plain('0.001') 0.68375, plain('0.002') 0.88336)
set ylabel plain('learning rate')
set cbrange [0.02132914:0.02300908]
set palette positive
unset logscale cb
set cbtics (plain('0.0215') 0.0215, plain('0.022') 0.022, plain('0.0225') 0.0225, plain('0.023') 0.023) out scale 0.4
set label plain('validation loss') at screen 0.98, graph 0.5 center rotate by 90
set style fill solid 1
set colorbox user origin screen 0.81, graph 0 size screen 0.03, graph 1
set rmargin at screen 0.78
unset grid
unset key
set border 15 lc rgb ink front
set contour base
set cntrparam levels discrete 0.0215, 0.022, 0.0225, 0.023
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
