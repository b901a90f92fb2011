# Who worked when
# To draw it: gnuplot timeline.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'timeline'
width = 150
height = 159
load 'style.gnuplot'
data = 'timeline.tsv'

heading = plain('Who worked when')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:47.5457749752601]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40)
set xlabel plain('time since the start (min)')
unset logscale y
set yrange [-0.5:22.5]
set ytics (plain('local-7075, 1') 0, plain('local-7075, 2') 1, plain('local-32700, 1') 2, plain('local-32700, 2') 3, plain('local-32700, 3') 4, plain('local-32700, 4') 5, plain('local-5556, 1') 6, plain('local-5556, 2') 7, plain('local-5556, 3') 8, plain('local-5556, 4') 9, plain('local-5556, 5') 10, plain('local-5556, 6') 11, plain('local-5556, 7') 12, plain('local-14772, 1') 13, plain('local-14772, 2') 14, plain('local-14772, 3') 15, plain('local-14772, 4') 16, plain('local-14772, 5') 17, plain('local-14772, 6') 18, plain('local-14772, 7') 19, plain('local-14772, 8') 20, plain('local-14772, 9') 21, plain('local-14772, 10') 22)
unset ylabel
unit = 60
set yrange [22.5:-0.5]
set border 1 lc rgb ink
set ytics scale 0
set grid noytics
plot data index 0 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink notitle, \
    data index 1 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink notitle, \
    data index 2 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 7 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink notitle, \
    keyentry with boxes lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink title plain('complete'), \
    keyentry with boxes lt 3 lw 0.5 dt 1 fs solid 0.3 border lc rgb ink title plain('handed back'), \
    keyentry with boxes lt 7 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink title plain('paused at a stop')
set output
