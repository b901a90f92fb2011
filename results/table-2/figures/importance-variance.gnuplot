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
set xrange [0:50.31350055929812]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('part of the variance (%)')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('learning rate') 3, plain('batch size') 4, plain('optimizer') 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('44.1') at 44.134649613419406, 0 left offset 0.6, 0
set label plain('13') at 13.010645910008797, 1 left offset 0.6, 0
set label plain('6.49') at 6.48767015512272, 2 left offset 0.6, 0
set label plain('3.94') at 3.9360162891902757, 3 left offset 0.6, 0
set label plain('0.144') at 0.1440401840264262, 4 left offset 0.6, 0
set label plain('0.0451') at 0.04507202481144311, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
