# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 70
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:59.30684995856659]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('learning rate') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('l2') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('52') at 52.023552595233845, 0 left offset 0.6, 0
set label plain('47.3') at 47.28399671685652, 1 left offset 0.6, 0
set label plain('0.692') at 0.692363233990793, 2 left offset 0.6, 0
set label plain('8.75e-5') at 8.745391884076643e-05, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
