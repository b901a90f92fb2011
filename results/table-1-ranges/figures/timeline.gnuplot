# Who worked when
# To draw it: gnuplot timeline.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'timeline'
width = 150
height = 76
load 'style.gnuplot'
data = 'timeline.tsv'

heading = plain('Who worked when')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:38.07370590245724]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30, plain('35') 35)
set xlabel plain('time since the start (min)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('local-7046, 1') 0, plain('local-7046, 2') 1, plain('local-24429, 1') 2, plain('local-24429, 2') 3)
unset ylabel
unit = 60
set yrange [3.5:-0.5]
set border 1 lc rgb ink
set ytics scale 0
set grid noytics
plot data index 0 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink notitle, \
    data index 1 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink notitle, \
    keyentry with boxes lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink title plain('complete'), \
    keyentry with boxes lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink title plain('handed back')
set output
