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
set xrange [0:33.104251768707904]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30)
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
set label plain('29') at 29.038817340971846, 0 left offset 0.6, 0
set label plain('21.4') at 21.38103913164534, 1 left offset 0.6, 0
set label plain('16.4') at 16.430323957155903, 2 left offset 0.6, 0
set label plain('2.71') at 2.7067581787416026, 3 left offset 0.6, 0
set label plain('2.68') at 2.6830040825352506, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
