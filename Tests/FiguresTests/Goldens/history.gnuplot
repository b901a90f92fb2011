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
set xrange [-0.22:11.22]
set xtics (plain('0') 0, plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('trial')
set logscale y
set yrange [0.01781022575844342:0.050415986421413914]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05)
set ylabel plain('validation_loss')
plot data index 0 using 1:2 with points lt 1 pt 7 ps 0.45 title plain('complete'), \
    data index 1 using 1:2 with points lt 3 pt 8 ps 0.55 lw 1.3 title plain('pruned'), \
    data index 3 using 1:(0.04886650778300741) with points lt 9 pt 2 ps 0.6 lw 1.5 title plain('no value'), \
    data index 2 using 1:2 with steps lt 2 dt 1 lw 2 title plain('best so far')
set output
