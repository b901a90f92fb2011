# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 79
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:47.580076151087255]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('l2') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('41.7') at 41.7369089044625, 0 left offset 0.6, 0
set label plain('30.7') at 30.73925838148215, 1 left offset 0.6, 0
set label plain('23') at 23.027347509240077, 2 left offset 0.6, 0
set label plain('4.43') at 4.432451063060048, 3 left offset 0.6, 0
set label plain('0.064') at 0.06403414175522544, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
