# Best validation mean squared error so far
# To draw it: gnuplot bayesian-best-so-far.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'bayesian-best-so-far'
width = 150
height = 97
load 'style.gnuplot'
data = 'bayesian-best-so-far.tsv'

heading = plain('Best validation mean squared error so far')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0.020000000000000018:50.98]
set xtics (plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50)
set xlabel plain('Trials')
set logscale y
set yrange [0.013087583134129048:0.05646326744642854]
set ytics (plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05)
set ylabel plain('Validation mean squared error')
plot data index 0 using 1:2 with linespoints lt 1 pointinterval 7 title plain('Random search'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 7 title plain('Bayesian optimisation')
set output
