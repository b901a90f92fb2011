# Table 1: best validation loss by epochs trained
# To draw it: gnuplot table-1.gnuplot; Scripts/table_1_curves.py makes its data.
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'table-1'
width = 150
height = 80
load 'style.gnuplot'
data = 'table-1.tsv'

heading = plain("Table 1's search: best validation loss by epochs trained")
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:2500]
set xtics (plain('0') 0, plain('500') 500, plain('1,000') 1000, plain('1,500') 1500, plain('2,000') 2000, plain('2,500') 2500)
set xlabel plain('epochs of all trials')
set logscale y
set yrange [0.013:0.04]
set ytics (plain('0.014') 0.014, plain('0.017') 0.017, plain('0.02') 0.02, plain('0.03') 0.03, plain('0.04') 0.04)
set ylabel plain('validation loss')
plot data index 0 using 1:2 with steps lt 1 lw 2 title plain('random search, 50 trials'), \
    data index 1 using 1:2 with steps lt 2 lw 2 title plain('asha, 81 trials')
