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
set xrange [0:35.79354804468954]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30)
set xlabel plain('part of the variance (%)')
unset logscale y
set yrange [-0.5:7.5]
set ytics (plain('generator channels') 0, plain('generator rate') 1, plain('latent dimension') 2, plain('beta1') 3, plain('slope') 4, plain('dropout') 5, plain('discriminator channels') 6, plain('discriminator rate') 7)
unset ylabel
set yrange [7.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set label plain('31.4') at 31.397849162008363, 0 left offset 0.6, 0
set label plain('20.9') at 20.87791655329064, 1 left offset 0.6, 0
set label plain('15.5') at 15.467139108824634, 2 left offset 0.6, 0
set label plain('9.45') at 9.447552352294524, 3 left offset 0.6, 0
set label plain('3.38') at 3.3847922559957264, 4 left offset 0.6, 0
set label plain('1.46') at 1.4593587015643656, 5 left offset 0.6, 0
set label plain('1.2') at 1.2017171995282527, 6 left offset 0.6, 0
set label plain('0.155') at 0.15539118571689267, 7 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle, \
    data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle
set output
