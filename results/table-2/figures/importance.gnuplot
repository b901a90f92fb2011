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
set xrange [0:93.36416559900887]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60, plain('80') 80)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('encoding dimension') 0, plain('l2') 1, plain('learning rate') 2, plain('optimizer') 3, plain('hidden units') 4, plain('batch size') 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('81.9') at 81.89839087632357, 0 left offset 0.6, 0
set label plain('17.1') at 17.110325192537314, 1 left offset 0.6, 0
set label plain('0.561') at 0.5608698627590113, 2 left offset 0.6, 0
set label plain('0.338') at 0.33801654953136884, 3 left offset 0.6, 0
set label plain('0.0857') at 0.08565039036760594, 4 left offset 0.6, 0
set label plain('0.00675') at 0.006747128481133157, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
