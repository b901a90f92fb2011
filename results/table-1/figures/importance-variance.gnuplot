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
set xrange [0:63.907816388857626]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('optimizer') 3, plain('learning rate') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('61.4') at 61.44982345082464, 0 left offset 0.6, 0
set label plain('13.6') at 13.576099995866105, 1 left offset 0.6, 0
set label plain('2.2') at 2.218885142854184, 2 left offset 0.6, 0
set label plain('0.7') at 0.6784352243601262, 3 left offset 0.6, 0
set label plain('0.6') at 0.6152674345560761, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
