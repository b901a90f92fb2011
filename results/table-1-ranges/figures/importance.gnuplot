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
set xrange [0:51.666437374971586]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('l2') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
set key bottom
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('49.7') at graph 1.02, first 0 left offset 0.6, 0
set label plain('24.4') at graph 1.02, first 1 left offset 0.6, 0
set label plain('21.1') at graph 1.02, first 2 left offset 0.6, 0
set label plain('4.0') at graph 1.02, first 3 left offset 0.6, 0
set label plain('0.7') at graph 1.02, first 4 left offset 0.6, 0
plot data using ($6 == 0 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using ($6 == 1 ? $2 / 2 : NaN):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.25 noborder notitle, \
    data using 5:($1 - 0.44):(0):(0.88) with vectors nohead lc rgb ink dt 1 lw 2 notitle, \
    keyentry with lines lc rgb ink dt 1 lw 2 title plain('chance')
set output
