# Learning rate
# To draw it: gnuplot schedule-learning-rate.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'schedule-learning-rate'
width = 94
height = 97
load 'style.gnuplot'
data = 'schedule-learning-rate.tsv'

heading = plain('Learning rate')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.6:30.6]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30)
set xlabel plain('epoch')
set logscale y
set yrange [8.872286888591441e-05:0.010421734713695948]
set ytics ('' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, power(-2) 0.01)
set ylabel plain('learning rate')
plot data index 1 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other members'), \
    data index 0 using 1:2 with lines lt 2 dt 1 title plain('the best member')
set output
