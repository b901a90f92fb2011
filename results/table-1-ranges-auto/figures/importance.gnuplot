# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 86
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:83.69237464174023]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60, plain('80') 80)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('hidden units') 0, plain('learning rate') 1, plain('encoding dimension') 2, plain('l2') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
set key bottom
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('80.5') at graph 1.02, first 0 left offset 0.6, 0
set label plain('12.8') at graph 1.02, first 1 left offset 0.6, 0
set label plain('6.7') at graph 1.02, first 2 left offset 0.6, 0
set label plain('0.1') at graph 1.02, first 3 left offset 0.6, 0
set label plain('0.0') at graph 1.02, first 4 left offset 0.6, 0
plot data using ($6 == 0 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using ($6 == 1 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.25 noborder notitle, \
    data using 5:($1 - 0.44):(0):(0.88) with vectors nohead lc rgb ink dt 1 lw 2 notitle, \
    keyentry with lines lc rgb ink dt 1 lw 2 title plain('chance')
set output
