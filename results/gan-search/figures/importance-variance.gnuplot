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
set xrange [0:64.6164574748305]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set xlabel plain('part of the variance (%)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('generator rate') 0, plain('slope') 1, plain('dropout') 2, plain('discriminator rate') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('56.7') at 56.68110304809693, 0 left offset 0.6, 0
set label plain('18.8') at 18.796294581052557, 1 left offset 0.6, 0
set label plain('16.1') at 16.130403643629226, 2 left offset 0.6, 0
set label plain('6.55') at 6.547261779993625, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
