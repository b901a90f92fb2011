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
set xrange [0:1098.24]
set xtics (plain('0') 0, plain('500') 500, plain('1000') 1000)
set xlabel plain('epochs of all trials')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('epochs 1 to 2: 99 of 189 kept') 0, plain('epochs 3 to 6: 60 of 99 kept, 2 paused') 1, plain('epochs 7 to 17: 32 of 60 kept, 3 paused') 2, plain('epochs 18 to 50: 32 complete') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 35.2
set rmargin 7.1
set label plain('378') at 378, 0 left offset 0.6, 0
set label plain('396') at 396, 1 left offset 0.6, 0
set label plain('660') at 660, 2 left offset 0.6, 0
set label plain('1056') at 1056, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
