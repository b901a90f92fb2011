# Importance of the parameters (PED-ANOVA)
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 88
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('Importance of the parameters (PED-ANOVA)')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:0.6344]
set xtics (plain('0') 0, plain('0.2') 0.2, plain('0.4') 0.4, plain('0.6') 0.6)
set xlabel plain('share of the variance')
unset logscale y
set yrange [-0.5:5.5]
set ytics (plain('encoding_dimension') 0, plain('learning_rate') 1, plain('optimizer') 2, plain('l2') 3, plain('nh_1') 4, plain("\042quoted\042 & <odd> é_name") 5)
unset ylabel
set yrange [5.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 21.6
set rmargin 8.8
set label plain('0.61') at 0.61, 0 left offset 0.6, 0
set label plain('0.213') at 0.25, 1 left offset 0.6, 0
set label plain('0.091') at 0.091, 2 left offset 0.6, 0
set label plain('0.042') at 0.06, 3 left offset 0.6, 0
set label plain('0.0123') at 0.0123, 4 left offset 0.6, 0
set label plain('0.0004') at 0.0004, 5 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
