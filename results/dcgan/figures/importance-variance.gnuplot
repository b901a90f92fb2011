# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 150
height = 106
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:33.68504861703123]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:7.5]
set ytics (plain('generator channels') 0, plain('generator rate') 1, plain('latent dimension') 2, plain('beta1') 3, plain('slope') 4, plain('dropout') 5, plain('discriminator channels') 6, plain('discriminator rate') 7)
unset ylabel
set yrange [7.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 20.7
set rmargin 7.1
set label plain('32.4') at 32.38946982406849, 0 left offset 0.6, 0
set label plain('19.3') at 19.308552184589477, 1 left offset 0.6, 0
set label plain('15.5') at 15.528287294563786, 2 left offset 0.6, 0
set label plain('11.0') at 10.976337719070786, 3 left offset 0.6, 0
set label plain('2.0') at 1.9813768353631367, 4 left offset 0.6, 0
set label plain('1.5') at 1.4593587015643634, 5 left offset 0.6, 0
set label plain('1.2') at 1.2484181519166746, 6 left offset 0.6, 0
set label plain('0.1') at 0.137119656014718, 7 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
