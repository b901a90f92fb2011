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
set xrange [0:71.70099993744036]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('l2') 0, plain('encoding dimension') 1, plain('hidden units') 2, plain('learning rate') 3, plain('optimizer') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('62.9') at 62.89561398021084, 0 left offset 0.6, 0
set label plain('13.3') at 13.338667451363593, 1 left offset 0.6, 0
set label plain('1.99') at 1.991731177238429, 2 left offset 0.6, 0
set label plain('0.696') at 0.6963540466695818, 3 left offset 0.6, 0
set label plain('0.487') at 0.4866030874635041, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
