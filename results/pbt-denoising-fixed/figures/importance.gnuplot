# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 94
height = 59
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:104]
set xtics (plain('0') 0, plain('50') 50, plain('100') 100)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:1.5]
set ytics (plain('l2') 0, plain('learning rate') 1)
unset ylabel
set yrange [1.5:-0.5]
set key bottom
set grid noytics
set border 1
set ytics scale 0
set lmargin 13.1
set rmargin 7.1
set label plain('61.1') at graph 1.02, first 0 left offset 0.6, 0
set label plain('38.9') at graph 1.02, first 1 left offset 0.6, 0
plot data using ($6 == 0 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using ($6 == 1 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.25 noborder notitle, \
    data using 5:($1 - 0.44):(0):(0.88) with vectors nohead lc rgb ink dt 1 lw 2 notitle, \
    keyentry with lines lc rgb ink dt 1 lw 2 title plain('chance')
set output
