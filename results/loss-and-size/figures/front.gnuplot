# Pareto front
# To draw it: gnuplot front.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'front'
width = 150
height = 100
load 'style.gnuplot'
data = 'front.tsv'

heading = plain('Pareto front')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
set logscale x
set xrange [6635.383436105557:165571.53939619334]
set xtics ('' 7000 1, '' 8000 1, '' 9000 1, plain('10000') 10000, plain('20000') 20000, '' 30000 1, '' 40000 1, plain('50000') 50000, '' 60000 1, '' 70000 1, '' 80000 1, '' 90000 1, plain('100000') 100000)
set xlabel plain('parameters')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.02') 0.02, plain('0.04') 0.04, plain('0.06') 0.06, plain('0.08') 0.08, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 1 using 1:2 with points pt 6 ps 0.5 lw 1.3 lc rgb muted title plain('dominated'), \
    data index 3 using 1:2 with lines lt 2 dt 1 lw 1.2 notitle, \
    data index 0 using 1:2 with points lt 2 pt 7 ps 0.6 title plain('front')
set output
