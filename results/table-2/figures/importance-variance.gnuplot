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
set xrange [0:70.69383627003745]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('part of the variance (%)')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('learning rate') 2, plain('hidden units') 3, plain('batch size') 4, plain('optimizer') 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('62') at 62.012137078980224, 0 left offset 0.6, 0
set label plain('15.4') at 15.40031794962888, 1 left offset 0.6, 0
set label plain('0.606') at 0.6057998173547819, 2 left offset 0.6, 0
set label plain('0.486') at 0.4855848700456695, 3 left offset 0.6, 0
set label plain('0.46') at 0.4602814240278283, 4 left offset 0.6, 0
set label plain('0.421') at 0.4214169436994813, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
