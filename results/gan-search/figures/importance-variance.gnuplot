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
set xrange [0:60.29214815166407]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('generator rate') 0, plain('slope') 1, plain('dropout') 2, plain('discriminator rate') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('58.0') at 57.97321937660007, 0 left offset 0.6, 0
set label plain('20.3') at 20.29762640255909, 1 left offset 0.6, 0
set label plain('14.5') at 14.538645221386787, 2 left offset 0.6, 0
set label plain('5.3') at 5.300205460211313, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
