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
set xrange [-0.87489:5.72908]
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
set xtics (plain('encoding dimension') 0, "\n" . plain('l2') 1, plain('optimizer') 2, "\n" . plain('learning rate') 3, plain('hidden units') 4, "\n" . plain('validation loss') 5)
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
set label plain('5e-5') at 1, 0.25716 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.25716 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0001') at 1, 0.47728 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.47728 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.00015') at 1, 0.6974 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.6974 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0002') at 1, 0.91753 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.91753 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('Adam') at 2, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('RMSprop') at 2, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0001') at 3, 0.02307 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.02307 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0002') at 3, 0.20455 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.20455 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0005') at 3, 0.44445 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.44445 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.001') at 3, 0.62592 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.62592 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.002') at 3, 0.8074 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.8074 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 4, 0 to 4, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('60') at 4, 0.08791 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.08791 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('80') at 4, 0.29141 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.29141 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('100') at 4, 0.49491 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.49491 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('120') at 4, 0.69841 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.69841 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('140') at 4, 0.90191 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.90191 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 5, 0 to 5, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.02') at 5, 0.16163 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.16163 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.03') at 5, 0.44824 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.44824 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.04') at 5, 0.65159 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.65159 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.05') at 5, 0.80933 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.80933 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.06') at 5, 0.9382 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.9382 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 45) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the best 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
