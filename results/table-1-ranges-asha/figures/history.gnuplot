# Validation loss by trial
# To draw it: gnuplot history.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'history'
width = 150
height = 92
load 'style.gnuplot'
data = 'history.tsv'

heading = plain('Validation loss by trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-3.72:189.72]
set xtics (plain('0') 0, plain('50') 50, plain('100') 100, plain('150') 150)
set xlabel plain('trial')
set logscale y
set yrange [0.012271287139583843:0.25505885642366927]
set ytics (plain('0.02') 0.02, '' 0.03 1, '' 0.04 1, plain('0.05') 0.05, '' 0.06 1, '' 0.07 1, '' 0.08 1, '' 0.09 1, plain('0.1') 0.1, plain('0.2') 0.2)
set ylabel plain('validation loss')
plot data index 0 using 1:2 with points lt 1 pt 7 ps 0.45 title plain('complete'), \
    data index 1 using 1:2 with points lt 3 pt 8 ps 0.55 lw 1.3 title plain('pruned'), \
    data index 2 using 1:2 with steps lt 2 dt 1 lw 2 title plain('best so far')
set output
