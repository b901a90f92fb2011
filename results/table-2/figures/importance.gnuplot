# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 88
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:51.72968470263503]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('encoding dimension') 0, plain('l2') 1, plain('batch size') 2, plain('hidden units') 3, plain('learning rate') 4, plain('optimizer') 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('45.4') at 45.376916405820204, 0 left offset 0.6, 0
set label plain('30.7') at 30.73122541007517, 1 left offset 0.6, 0
set label plain('11.9') at 11.878283060006718, 2 left offset 0.6, 0
set label plain('7.58') at 7.579901344266229, 3 left offset 0.6, 0
set label plain('3.03') at 3.0271220674221793, 4 left offset 0.6, 0
set label plain('1.41') at 1.4065517124095044, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
