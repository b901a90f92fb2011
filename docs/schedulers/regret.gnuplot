# Regret of schedulers: 6 tables, 20 seeds, 1 slot
# To draw it: gnuplot regret.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'regret'
width = 150
height = 107
load 'style.gnuplot'
data = 'regret.tsv'

heading = plain('Regret of schedulers: 6 tables, 20 seeds, 1 slot')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.020000000000000018:50.98]
set xtics (plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('epochs spent (full trainings)')
unset logscale y
set yrange [0:1]
set ytics (plain('0') 0, plain('0.2') 0.2, plain('0.4') 0.4, plain('0.6') 0.6, plain('0.8') 0.8, plain('1') 1)
set ylabel plain('mean normalised regret')
plot data index 0 using 1:3:4 with filledcurves lt 1 notitle, \
    data index 1 using 1:3:4 with filledcurves lt 2 notitle, \
    data index 2 using 1:3:4 with filledcurves lt 3 notitle, \
    data index 3 using 1:3:4 with filledcurves lt 4 notitle, \
    data index 4 using 1:3:4 with filledcurves lt 5 notitle, \
    data index 5 using 1:3:4 with filledcurves lt 6 notitle, \
    data index 6 using 1:3:4 with filledcurves lt 7 notitle, \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 7 title plain('none'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 7 title plain('asha'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 7 title plain('successive-halving'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 7 title plain('hyperband'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 7 title plain('median'), \
    data index 5 using 1:2 with linespoints lt 6 pointinterval 7 title plain('percentile 25'), \
    data index 6 using 1:2 with linespoints lt 7 pointinterval 7 title plain('patience'), \
    keyentry with boxes lt 1 fs transparent solid 0.2 noborder title plain('one standard error')
set output
