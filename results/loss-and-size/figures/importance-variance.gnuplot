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
set xrange [0:21.836220401002336]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('second channels') 1, plain('first channels') 2, plain('hidden units') 3, plain('encoding dimension') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('21.0') at 20.996365770194554, 0 left offset 0.6, 0
set label plain('18.8') at 18.79146463524527, 1 left offset 0.6, 0
set label plain('11.5') at 11.536440052769183, 2 left offset 0.6, 0
set label plain('9.3') at 9.294448155474623, 3 left offset 0.6, 0
set label plain('5.4') at 5.439111433756056, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
