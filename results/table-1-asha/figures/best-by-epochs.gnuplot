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
set xrange [-8.08:464.08]
set xtics (plain('0') 0, plain('100') 100, plain('200') 200, plain('300') 300, plain('400') 400)
set xlabel plain('epochs of all trials')
unset logscale y
set yrange [0.011928068107121242:0.06981409411683479]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06)
set ylabel plain('validation loss')
unset key
plot data index 0 using 1:2 with steps lt 2 dt 1 title plain('best so far')
set output
