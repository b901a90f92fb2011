# Fréchet distance by trial
# To draw it: gnuplot history.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'history'
width = 150
height = 92
load 'style.gnuplot'
data = 'history.tsv'

heading = plain('Fréchet distance by trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-0.18:9.18]
set xtics (plain('0') 0, plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('trial')
set logscale y
set yrange [244.0033504827485:820.6173487980982]
set ytics (plain('300') 300, plain('400') 400, plain('500') 500, plain('600') 600, plain('700') 700, plain('800') 800)
set ylabel plain('Fréchet distance')
plot data index 0 using 1:2 with points lt 1 pt 7 ps 0.45 title plain('complete'), \
    data index 2 using 1:2 with steps lt 2 dt 1 lw 2 title plain('best so far')
set output
