# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 94
height = 79
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:57.86132223041137]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('optimizer') 1, plain('hidden units') 2, plain('weight decay') 3, plain('dropout') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('50.8') at 50.755545816150324, 0 left offset 0.6, 0
set label plain('5.75') at 5.750607342565498, 1 left offset 0.6, 0
set label plain('2.18') at 2.182860470892154, 2 left offset 0.6, 0
set label plain('0.786') at 0.7864416816650815, 3 left offset 0.6, 0
set label plain('0.469') at 0.4688390795293376, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
