# The population over the epochs
# To draw it: gnuplot population.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'population'
width = 150
height = 68
load 'style.gnuplot'
data = 'population.tsv'

heading = plain('The population over the epochs')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:9.27]
set xtics (plain('0') 0, plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('epoch')
set yrange [2.6:-0.8]
unset ytics
set border 1
set grid noytics
set ylabel plain('members')
set cbrange [0.01111:0.1667]
set logscale cb
set cbtics (plain('0.02') 0.02, '' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1) out scale 0.4
set label plain('loss') at screen 0.985, graph 0.5 center rotate by 90
set colorbox user origin screen 0.85, graph 0 size screen 0.025, graph 1
set rmargin at screen 0.83
set style fill solid 1
set key vertical maxrows 2
set label '0' at 0, 0 left offset 0.15, 0.55 font small_font front
set label '1' at 0, 1 left offset 0.15, 0.55 font small_font front
set label '2' at 0, 2 left offset 0.15, 0.55 font small_font front
set label '3' at 6.66, 0 left offset 0.15, 0.55 font small_font front
plot data index 0 using 1:2 with lines lc rgb ink dt 1 lw 10 title plain('ancestry of the best'), \
    data index 2 using 1:2:3:4 with vectors nohead lc rgb muted dt 1 lw 1.3 title plain('branches off'), \
    data index 1 using 1:2:3:(0):4 with vectors nohead lc palette dt 1 lw 5 notitle, \
    data index 3 using 1:2 with points lt 3 pt 8 ps 0.6 lw 1.5 title plain('replaced'), \
    data index 4 using 1:2 with points lt 2 pt 13 ps 1.2 title plain('the best')
set output
