# What the best have in common
# To draw it: gnuplot importance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance'
width = 150
height = 106
load 'style.gnuplot'
data = 'importance.tsv'

heading = plain('What the best have in common')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:92.67475970315853]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60, plain('80') 80)
set xlabel plain('importance (%)')
unset logscale y
set yrange [-0.5:7.5]
set ytics (plain('generator rate') 0, plain('dropout') 1, plain('latent dimension') 2, plain('generator channels') 3, plain('discriminator rate') 4, plain('slope') 5, plain('beta1') 6, plain('discriminator channels') 7)
unset ylabel
set yrange [7.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('81.3') at 81.29364886241976, 0 left offset 0.6, 0
set label plain('6.8') at 6.803173233367178, 1 left offset 0.6, 0
set label plain('5.47') at 5.465553639337725, 2 left offset 0.6, 0
set label plain('4.45') at 4.4509182220878625, 3 left offset 0.6, 0
set label plain('1.72') at 1.7175066775556487, 4 left offset 0.6, 0
set label plain('0.129') at 0.12941795102636855, 5 left offset 0.6, 0
set label plain('0.098') at 0.0979852971795675, 6 left offset 0.6, 0
set label plain('0.0418') at 0.04179611702590286, 7 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
