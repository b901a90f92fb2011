# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 70
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:53.92356069693669]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:3.5]
set ytics (plain('generator rate') 0, plain('discriminator rate') 1, plain('dropout') 2, plain('slope') 3)
unset ylabel
set yrange [3.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('47.3') at 47.30136903240061, 0 left offset 0.6, 0
set label plain('47.1') at 47.14456208456229, 1 left offset 0.6, 0
set label plain('5.11') at 5.108301615548648, 2 left offset 0.6, 0
set label plain('0.446') at 0.44576726748844236, 3 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
