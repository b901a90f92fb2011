# Variance explained
# To draw it: gnuplot importance-variance.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'importance-variance'
width = 94
height = 79
load 'style.gnuplot'
data = 'importance-variance.tsv'

heading = plain('Variance explained')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:52.78596504775293]
set xtics (plain('0') 0, plain('20') 20, plain('40') 40)
set xlabel plain('variance (%)')
unset logscale y
set yrange [-0.5:4.5]
set ytics (plain('learning rate') 0, plain('optimizer') 1, plain('hidden units') 2, plain('weight decay') 3, plain('dropout') 4)
unset ylabel
set yrange [4.5:-0.5]
unset key
set grid noytics
set border 1
set ytics scale 0
set lmargin 13.1
set rmargin 7.1
set label plain('50.8') at 50.75573562283936, 0 left offset 0.6, 0
set label plain('5.7') at 5.7428256007067615, 1 left offset 0.6, 0
set label plain('2.2') at 2.185404643234952, 2 left offset 0.6, 0
set label plain('0.8') at 0.792268046659603, 3 left offset 0.6, 0
set label plain('0.5') at 0.4624434994332752, 4 left offset 0.6, 0
plot data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror lt 1 fs solid 0.85 noborder notitle
set output
