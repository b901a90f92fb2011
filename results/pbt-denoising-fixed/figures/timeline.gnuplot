# Who worked when
# To draw it: gnuplot timeline.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'timeline'
width = 150
height = 60
load 'style.gnuplot'
data = 'timeline.tsv'

heading = plain('Who worked when')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:101.8158833527565]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60, plain('80') 80, plain('100') 100)
set xlabel plain('time since the start (s)')
unset logscale y
set yrange [-0.5:1.5]
set ytics (plain('local-25106, 1') 0, plain('local-25106, 2') 1)
unset ylabel
unit = 1
set yrange [1.5:-0.5]
set border 1 lc rgb ink
set ytics scale 0
set grid noytics
plot data index 0 using (($2 + $3) / (2 * unit)):1:(($3 - $2) / (2 * unit)):(0.36) with boxxyerror lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink notitle, \
    keyentry with boxes lt 1 lw 0.5 dt 1 fs solid 0.75 border lc rgb ink title plain('complete')
set output
