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
set xrange [-0.80798:6.67332]
set yrange [-0.03:1.03]
unset grid
unset ytics
set border 0
set bmargin 5.9
set lmargin 1
set rmargin 1
set style textbox opaque margins 0.3, 0.2 fillcolor rgb ground noborder
heading_font = sprintf(',%g', 0.75 * size)
set xtics scale 0 font heading_font
set xtics (plain('encoding dimension') 0, "\n" . plain('l2') 1, plain('optimizer') 2, "\n" . plain('learning rate') 3, plain('hidden units') 4, "\n" . plain('batch size') 5, plain('validation loss') 6)
set arrow from 0, 0 to 0, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('2') at 0, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('4') at 0, 0.30159 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.30159 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('6') at 0, 0.56614 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.56614 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('8') at 0, 0.83069 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.83069 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 1, 0 to 1, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0') at 1, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('5e-5') at 1, 0.37753 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.37753 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0001') at 1, 0.71802 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.71802 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('Adam') at 2, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('RMSprop') at 2, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0005') at 3, 0.12181 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.12181 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.001') at 3, 0.32238 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.32238 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0015') at 3, 0.52295 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.52295 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.002') at 3, 0.72351 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.72351 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0025') at 3, 0.92408 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.92408 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 4, 0 to 4, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('50') at 4, 0.02759 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.02759 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('100') at 4, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('150') at 4, 0.97241 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.97241 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 5, 0 to 5, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('32') at 5, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('64') at 5, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 6, 0 to 6, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.02') at 6, 0.19143 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.19143 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.03') at 6, 0.39306 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.39306 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.05') at 6, 0.64708 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.64708 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.07') at 6, 0.81441 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.81441 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.1') at 6, 0.99178 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.99178 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 45) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the best 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
