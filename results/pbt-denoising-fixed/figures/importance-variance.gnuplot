# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 94
height = 52
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:69.35844912057266]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:1.5]
set ytics (plain('learning rate') 0, plain('l2') 1)
unset ylabel
set yrange [1.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 13.1
set rmargin 7.1
set label plain('66.7') at 66.69081646208909, 0 left offset 0.6, 0
set label plain('29.4') at 29.387919466448913, 1 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
