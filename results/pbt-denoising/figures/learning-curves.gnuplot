# Validation loss by epoch
# To draw it: gnuplot learning-curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-curves'
width = 150
height = 107
load 'style.gnuplot'
data = 'learning-curves.tsv'

heading = plain('Validation loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.42000000000000004:30.58]
set xtics (plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30)
set xlabel plain('epoch')
set logscale y
set yrange [0.01988249975356034:0.08224926854266132]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08)
set ylabel plain('validation loss')
plot data index 5 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 6 using 1:2 with lines lc rgb muted dt 1 lw 0.6 notitle, \
    data index 7 using 1:2 with points lt 3 pt 8 ps 0.5 lw 1.2 title plain('pruned trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 4 title plain('1: trial 25'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 4 title plain('2: trial 16'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 4 title plain('3: trial 27'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 4 title plain('4: trial 19'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 4 title plain('5: trial 21')
set output
