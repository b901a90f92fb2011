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
set xrange [0:48.57400700331107]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('optimizer') 2, plain('learning rate') 3, plain('hidden units') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 17.3
set rmargin 7.1
set label plain('46.7') at 46.70577596472218, 0 left offset 0.6, 0
set label plain('33.7') at 33.73967919734485, 1 left offset 0.6, 0
set label plain('4.2') at 4.214428213971664, 2 left offset 0.6, 0
set label plain('1.8') at 1.7673730333409001, 3 left offset 0.6, 0
set label plain('1.6') at 1.6417019637036376, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
