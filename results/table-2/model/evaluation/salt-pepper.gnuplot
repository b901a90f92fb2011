# Reconstruction error by salt-and-pepper noise
# To draw it: gnuplot salt-pepper.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'salt-pepper'
width = 150
height = 92
load 'style.gnuplot'
data = 'salt-pepper.tsv'

heading = plain('Reconstruction error by salt-and-pepper noise')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.047:0.203]
set xtics (plain('0.05') 0.05, plain('0.1') 0.1, plain('0.15') 0.15, plain('0.2') 0.2)
set xlabel plain('fraction of the values replaced by 0 or 1')
unset logscale y
set yrange [0:0.050911696993735156]
set ytics (plain('0') 0, plain('0.01') 0.01, plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05)
set ylabel plain('mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('reconstruction'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 1 title plain('noisy image')
set output
