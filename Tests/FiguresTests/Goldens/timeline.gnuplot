# Attempts by worker and slot
# To draw it: gnuplot timeline.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'timeline'
width = 150
height = 76
load 'style.gnuplot'
data = 'timeline.tsv'

heading = plain('Attempts by worker and slot')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:179.98873333333333]
set xtics (plain('0') 0, plain('50') 50, plain('100') 100, plain('150') 150)
set xlabel plain('time since the start (s)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('anvil, slot 1') 0, plain('anvil, slot 2') 1, plain('bellows, slot 1') 2, plain('bellows, slot 2') 3)
unset ylabel
unit = 1
set yrange [3.5:-0.5]
set border 1 lc rgb ink
set ytics scale 0
set grid noytics
plot data index 0 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink notitle, \
    data index 1 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 2 lw 0.5 dt 1 fs solid 1 border lc rgb ink notitle, \
    data index 2 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink notitle, \
    data index 3 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 4 lw 0.5 dt 1 fs pattern 4 border lc rgb ink notitle, \
    keyentry with boxes lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink title plain('complete'), \
    keyentry with boxes lt 2 lw 0.5 dt 1 fs solid 1 border lc rgb ink title plain('pruned'), \
    keyentry with boxes lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink title plain('failed'), \
    keyentry with boxes lt 4 lw 0.5 dt 1 fs pattern 4 border lc rgb ink title plain('interrupted')
set output
