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
set xrange [-0.655:5.70179]
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
set xtics (plain('first channels') 0, "\n" . plain('second channels') 1, plain('hidden units') 2, "\n" . plain('encoding dimension') 3, plain('learning rate') 4, "\n" . plain('validation loss') 5)
set arrow from 0, 0 to 0, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('2') at 0, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('3') at 0, 0.21758 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.21758 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('5') at 0, 0.44504 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.44504 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('7') at 0, 0.59486 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.59486 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('10') at 0, 0.75368 right offset -0.6, 0 front boxed font small_font
set arrow from 0, 0.75368 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 1, 0 to 1, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('5') at 1, 0.1364 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.1364 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('7') at 1, 0.28622 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.28622 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('10') at 1, 0.44504 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.44504 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('20') at 1, 0.75368 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.75368 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('30') at 1, 0.93423 right offset -0.6, 0 front boxed font small_font
set arrow from 1, 0.93423 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 2, 0 to 2, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('10') at 2, 0.09742 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.09742 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('20') at 2, 0.28498 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.28498 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('50') at 2, 0.53292 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.53292 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('100') at 2, 0.72049 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.72049 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('200') at 2, 0.90805 right offset -0.6, 0 front boxed font small_font
set arrow from 2, 0.90805 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 3, 0 to 3, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('2') at 3, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('5') at 3, 0.34304 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.34304 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('10') at 3, 0.57452 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.57452 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('20') at 3, 0.806 right offset -0.6, 0 front boxed font small_font
set arrow from 3, 0.806 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 4, 0 to 4, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-4) at 4, 0.03704 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.03704 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-3) at 4, 0.5 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.5 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label power(-2) at 4, 0.96296 right offset -0.6, 0 front boxed font small_font
set arrow from 4, 0.96296 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set arrow from 5, 0 to 5, 1 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.05') at 5, 0.39529 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.39529 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
set label plain('0.1') at 5, 0.85895 right offset -0.6, 0 front boxed font small_font
set arrow from 5, 0.85895 rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front
faded(rank) = (int(70 + 150. * (rank - 5) / 55) << 24) | 0x0072b2
plot data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle, \
    data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle, \
    keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title plain('the first 5'), \
    keyentry with lines lt 1 dt 1 lw 1 title plain('the others, paler by rank')
set output
