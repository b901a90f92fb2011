# Loss and parameters
# To draw it: gnuplot front-pair.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'front-pair'
width = 94
height = 80
load 'style.gnuplot'
data = 'front-pair.tsv'

heading = plain('Loss and parameters')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [640:91360]
set xtics (plain('50000') 50000)
set xlabel plain('parameters')
set logscale y
set yrange [0.01781022575844342:0.050415986421413914]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05)
set ylabel plain('validation_loss')
plot data index 2 using 1:2 with points pt 4 ps 0.5 lw 1 lc rgb ink title plain('not feasible'), \
    data index 1 using 1:2 with points pt 6 ps 0.5 lw 1.3 lc rgb muted title plain('dominated'), \
    data index 0 using 1:2 with points lt 2 pt 7 ps 0.6 title plain('front')
set output
