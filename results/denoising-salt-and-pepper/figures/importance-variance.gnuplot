# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 150
height = 70
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:78.48612384527]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('learning rate') 0, plain('encoding dimension') 1, plain('l2') 2, plain('hidden units') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('75.5') at 75.46742677429808, 0 left offset 0.6, 0
set label plain('7.5') at 7.4535632568149115, 1 left offset 0.6, 0
set label plain('7.1') at 7.056257198526413, 2 left offset 0.6, 0
set label plain('2.2') at 2.235920428969745, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
