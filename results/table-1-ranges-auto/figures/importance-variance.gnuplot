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
set xrange [0:29.523542332746437]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('learning rate') 2, plain('hidden units') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('28.4') at 28.38802147379465, 0 left offset 0.6, 0
set label plain('22.1') at 22.067693539114888, 1 left offset 0.6, 0
set label plain('16.2') at 16.152640275657642, 2 left offset 0.6, 0
set label plain('2.7') at 2.68582008527552, 3 left offset 0.6, 0
set label plain('2.4') at 2.3944133245897685, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
