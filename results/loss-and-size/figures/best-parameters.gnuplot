# Parameters of the best trial
# To draw it: gnuplot best-parameters.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'best-parameters'
width = 94
height = 87
load 'style.gnuplot'
data = 'best-parameters.tsv'

heading = plain('Parameters of the best trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.8200000000000001:10.18]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8, plain('10') 10)
set xlabel plain('epoch')
unset logscale y
set yrange [47376.9:57905.1]
set ytics (plain('48000') 48000, plain('50000') 50000, plain('52000') 52000, plain('54000') 54000, plain('56000') 56000)
set ylabel plain('parameters')
unset key
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 2 title plain('parameters')
set output
