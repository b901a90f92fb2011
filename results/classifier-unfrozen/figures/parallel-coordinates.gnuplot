# Configurations and their results
# To draw it: gnuplot parallel-coordinates.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'parallel-coordinates'
width = 150
height = 108
load 'style.gnuplot'
data = 'parallel-coordinates.tsv'

heading = plain('Configurations and their results')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set xrange [-0.46022:3.42942]
set yrange [-0.03:1.03]
unset grid
unset ytics
set border 0
set bmargin 4.9
set lmargin 1
set rmargin 1
set style textbox opaque margins 0.3, 0.2 fillcolor rgb ground noborder
heading_font = sprintf(',%g', 0.92 * size)
set xtics scale 0 font heading_font
set xtics (plain('learning rate') 0, plain('dropout') 1, plain('weight decay') 2, plain('validation loss') 3)
set arrow from 0, 0 to 0, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0005') at 0, 0.16667 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.16667 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.001') at 0, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.002') at 0, 0.83333 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.83333 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 1, 0 to 1, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0') at 1, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.1') at 1, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0') at 2, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('1e-05') at 2, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.05') at 3, 0.20115 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.20115 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.055') at 3, 0.53737 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.53737 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.06') at 3, 0.87359 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.87359 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 7) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the best 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
