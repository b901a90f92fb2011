# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 94
height = 61
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:22.811779585463878]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:2.5]
set ytics (plain('dropout') 0, plain('learning rate') 1, plain('weight decay') 2)
unset ylabel
set yrange [2.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 13.1
set rmargin 7.1
set label plain('21.9') at 21.934403447561422, 0 left offset 0.6, 0
set label plain('18.7') at 18.7283776560886, 1 left offset 0.6, 0
set label plain('11.6') at 11.615075623216836, 2 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
