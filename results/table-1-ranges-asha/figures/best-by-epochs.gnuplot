# Best validation loss by epochs trained
# To draw it: gnuplot best-by-epochs.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-by-epochs'
width = 150
height = 87
load 'style.gnuplot'
data = 'best-by-epochs.tsv'

heading = plain('Best validation loss by epochs trained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-48.78:2539.78]
set xtics (plain('0') 0, plain('500') 500, plain('1000') 1000, plain('1500') 1500, plain('2000') 2000, plain('2500') 2500)
set xlabel plain('epochs of all trials')
unset logscale y
set yrange [0.010579793247793389:0.09156722067836295]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08)
set ylabel plain('validation loss')
unset key
plot data index 0 using 1:2 with steps lt 2 dt 1 title plain('best so far')
set output
