# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 94
height = 79
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:23.889298102056152]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20)
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
set label plain('21') at 20.95552465092645, 0 left offset 0.6, 0
set label plain('19.2') at 19.24676721954355, 1 left offset 0.6, 0
set label plain('11.8') at 11.799535422103762, 2 left offset 0.6, 0
set label plain('8.39') at 8.38564976886554, 3 left offset 0.6, 0
set label plain('5.24') at 5.238202820089062, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
