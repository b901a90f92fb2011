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
set xrange [0:52.54413915054731]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40)
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
set label plain('46.1') at 46.09135013205904, 0 left offset 0.6, 0
set label plain('35.7') at 35.74168096014404, 1 left offset 0.6, 0
set label plain('3.72') at 3.716091358361063, 2 left offset 0.6, 0
set label plain('2.49') at 2.487458231061348, 3 left offset 0.6, 0
set label plain('0.858') at 0.8577388900051219, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
