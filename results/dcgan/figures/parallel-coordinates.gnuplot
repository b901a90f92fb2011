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
set xrange [-0.9505:8.9505]
set yrange [-0.03:1.03]
unset grid
unset ytics
set border 0
set bmargin 6.9
set lmargin 1
set rmargin 1
set style textbox opaque margins 0.3, 0.2 fillcolor rgb ground noborder
heading_font = sprintf(',%g', 0.75 * size)
set xtics scale 0 font heading_font
set xtics (plain('latent dimension') 0, "\n" . plain('generator channels') 1, "\n\n" . plain('discriminator channels') 2, plain('slope') 3, "\n" . plain('dropout') 4, "\n\n" . plain('beta1') 5, plain('generator rate') 6, "\n" . plain('discriminator rate') 7, "\n\n" . plain('Fréchet distance') 8)
set arrow from 0, 0 to 0, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('32') at 0, 0.16667 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.16667 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('64') at 0, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('100') at 0, 0.83333 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.83333 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 1, 0 to 1, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('8') at 1, 0.16667 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.16667 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('16') at 1, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('24') at 1, 0.83333 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.83333 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('8') at 2, 0.16667 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.16667 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('16') at 2, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('24') at 2, 0.83333 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.83333 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.1') at 3, 0.16667 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.16667 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.2') at 3, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.3') at 3, 0.83333 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.83333 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 4, 0 to 4, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0') at 4, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.1') at 4, 0.34568 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.34568 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.2') at 4, 0.65432 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.65432 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.3') at 4, 0.96296 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.96296 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 5, 0 to 5, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.5') at 5, 0.25 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.25 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.7') at 5, 0.75 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.75 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 6, 0 to 6, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0007') at 6, 0.17566 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.17566 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.001') at 6, 0.37943 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.37943 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.002') at 6, 0.77543 right offset -0.6, 0 front boxed font small_font
set arrow from 6, 0.77543 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 7, 0 to 7, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0002') at 7, 0.01714 right offset -0.6, 0 front boxed font small_font
set arrow from 7, 0.01714 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0003') at 7, 0.20006 right offset -0.6, 0 front boxed font small_font
set arrow from 7, 0.20006 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0005') at 7, 0.4305 right offset -0.6, 0 front boxed font small_font
set arrow from 7, 0.4305 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.0007') at 7, 0.5823 right offset -0.6, 0 front boxed font small_font
set arrow from 7, 0.5823 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.001') at 7, 0.7432 right offset -0.6, 0 front boxed font small_font
set arrow from 7, 0.7432 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 8, 0 to 8, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('100') at 8, 0.00267 right offset -0.6, 0 front boxed font small_font
set arrow from 8, 0.00267 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('120') at 8, 0.21554 right offset -0.6, 0 front boxed font small_font
set arrow from 8, 0.21554 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('140') at 8, 0.4284 right offset -0.6, 0 front boxed font small_font
set arrow from 8, 0.4284 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('160') at 8, 0.64127 right offset -0.6, 0 front boxed font small_font
set arrow from 8, 0.64127 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('180') at 8, 0.85413 right offset -0.6, 0 front boxed font small_font
set arrow from 8, 0.85413 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 7) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the best 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
