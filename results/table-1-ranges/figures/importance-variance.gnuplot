# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 150
height = 79
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:38.49886331888455]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('l2') 1, plain('encoding dimension') 2, plain('hidden units') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('37.0') at 37.01813780661976, 0 left offset 0.6, 0
set label plain('28.4') at 28.3583958528326, 1 left offset 0.6, 0
set label plain('13.5') at 13.509548740342137, 2 left offset 0.6, 0
set label plain('0.5') at 0.48384017325058554, 3 left offset 0.6, 0
set label plain('0.0') at 0.012669133641696778, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
