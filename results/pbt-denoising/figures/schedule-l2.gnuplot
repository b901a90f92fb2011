# L2
# To draw it: gnuplot schedule-l2.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'schedule-l2'
width = 94
height = 97
load 'style.gnuplot'
data = 'schedule-l2.tsv'

heading = plain('L2')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.6:30.6]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30)
set xlabel plain('epoch')
set logscale y
set yrange [9.329789677662301e-09:0.0001303911195731679]
set ytics (power(-8) 1e-08, '' 2e-08 1, '' 3e-08 1, '' 4e-08 1, '' 5e-08 1, '' 6e-08 1, '' 7e-08 1, '' 8e-08 1, '' 9e-08 1, power(-7) 1e-07, '' 2e-07 1, '' 3e-07 1, '' 4e-07 1, '' 5e-07 1, '' 6e-07 1, '' 7e-07 1, '' 8e-07 1, '' 9e-07 1, power(-6) 1e-06, '' 2e-06 1, '' 3e-06 1, '' 4e-06 1, '' 5e-06 1, '' 6e-06 1, '' 7e-06 1, '' 8e-06 1, '' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001)
set ylabel plain('l2')
plot data index 1 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other members'), \
    data index 0 using 1:2 with lines lt 2 dt 1 title plain('the best member')
set output
