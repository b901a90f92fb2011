# Final training: d = 6, Adam, l_2 = 1e-5
# To draw it: gnuplot curves-few.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'curves-few'
width = 150
height = 97
load 'style.gnuplot'
data = 'curves-few.tsv'

heading = plain('Final training: d = 6, Adam, l_2 = 1e-5')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.62:20.38]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('epoch')
unset logscale y
set yrange [0.010333000000000002:0.06984699999999999]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06)
set ylabel plain('mean squared error')
set arrow from graph 0, first 0.0172 to graph 1, first 0.0172 nohead lc rgb ink dt 3 lw 1
set label plain('0.0172 is to be beaten') at graph 0.99, first 0.0172 right offset 0, -0.6
plot data index 2 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 0 using 1:3:4 with filledcurves lt 1 notitle, \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 3 title plain('training_loss'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 3 title plain('validation_loss'), \
    keyentry with boxes lt 1 fs transparent solid 0.2 noborder title plain('least to most')
set output
