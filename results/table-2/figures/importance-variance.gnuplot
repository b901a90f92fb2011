# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 150
height = 88
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:45.99454601853161]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('learning rate') 3, plain('batch size') 4, plain('optimizer') 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('44.2') at 44.22552501781885, 0 left offset 0.6, 0
set label plain('13.2') at 13.210710914685283, 1 left offset 0.6, 0
set label plain('6.7') at 6.653695635643466, 2 left offset 0.6, 0
set label plain('3.7') at 3.6946268722015985, 3 left offset 0.6, 0
set label plain('0.1') at 0.12048443769903004, 4 left offset 0.6, 0
set label plain('0.1') at 0.06148170859239726, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
