# All trials in parallel coordinates
# To draw it: gnuplot parallel.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'parallel'
width = 150
height = 108
load 'style.gnuplot'
data = 'parallel.tsv'

heading = plain('All trials in parallel coordinates')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set xrange [-0.69992:4.58326]
set yrange [-0.03:1.03]
unset grid
unset ytics
set border 0
set bmargin 5.9
set lmargin 1
set rmargin 1
set style textbox opaque margins 0.3, 0.2 fillcolor rgb ground noborder
heading_font = sprintf(',%g', 0.92 * size)
set xtics scale 0 font heading_font
set xtics (plain('encoding_dimension') 0, "\n" . plain('learning_rate') 1, plain('l2') 2, "\n" . plain('optimizer') 3, plain('validation_loss') 4)
set arrow from 0, 0 to 0, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('2') at 0, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('4') at 0, 0.34568 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.34568 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('6') at 0, 0.65432 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.65432 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('8') at 0, 0.96296 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.96296 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 1, 0 to 1, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-4) at 1, 0.27815 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.27815 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-3) at 1, 0.58596 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.58596 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-2) at 1, 0.89377 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.89377 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-7) at 2, 0.02113 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.02113 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-6) at 2, 0.27531 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.27531 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-5) at 2, 0.52948 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.52948 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-4) at 2, 0.78366 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.78366 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('Adam') at 3, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('RMSprop') at 3, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 4, 0 to 4, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.02') at 4, 0.11144 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.11144 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.03') at 4, 0.50111 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.50111 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.04') at 4, 0.77759 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.77759 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.05') at 4, 0.99204 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.99204 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 7) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the best 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
