# Loss by epoch
# To draw it: gnuplot pruned.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'pruned'
width = 150
height = 97
load 'style.gnuplot'
data = 'pruned.tsv'

heading = plain('Loss by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set logscale x
set xrange [0.9362088123011644:28.839719991136445]
set xtics (plain('1') 1, plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20)
set xlabel plain('epoch')
set logscale y
set yrange [0.021761913515285083:0.2178117285812541]
set ytics ('' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2)
set ylabel plain('loss')
plot data index 1 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 2 using 1:2 with lines lc rgb muted dt 1 lw 0.6 notitle, \
    data index 3 using 1:2 with points lt 3 pt 8 ps 0.5 lw 1.2 title plain('pruned trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 4 title plain('1: trial 4')
set output
