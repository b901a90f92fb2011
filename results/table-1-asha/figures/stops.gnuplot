# Epochs trained before each stop
# To draw it: gnuplot stops.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'stops'
width = 150
height = 70
load 'style.gnuplot'
data = 'stops.tsv'

heading = plain('Epochs trained before each stop')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:168.48]
set xtics (plain('0') 0, plain('50') 50, plain('100') 100, plain('150') 150)
set xlabel plain('epochs of all trials')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('epochs 1 to 2: 21 of 81 kept') 0, plain('epochs 3 to 6: 7 of 21 kept') 1, plain('epochs 7 to 17: 4 of 7 kept') 2, plain('epochs 18 to 50: 4 complete') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 25.8
set rmargin 6.3
set label plain('162') at 162, 0 left offset 0.6, 0
set label plain('84') at 84, 1 left offset 0.6, 0
set label plain('77') at 77, 2 left offset 0.6, 0
set label plain('132') at 132, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
