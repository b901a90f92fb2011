# Fréchet distance by epoch
# To draw it: gnuplot learning-curves.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'learning-curves'
width = 150
height = 102
load 'style.gnuplot'
data = 'learning-curves.tsv'

heading = plain('Fréchet distance by epoch')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [1.92:6.08]
set xtics (plain('2') 2, plain('3') 3, plain('4') 4, plain('5') 5, plain('6') 6)
set xlabel plain('epoch')
set logscale y
set yrange [242.86227912297826:926.9781667827433]
set ytics (plain('400') 400, plain('600') 600, plain('800') 800)
set ylabel plain('Fréchet distance')
plot data index 5 using 1:2 with lines lc rgb muted dt 1 lw 1 title plain('other trials'), \
    data index 0 using 1:2 with linespoints lt 1 pointinterval 1 title plain('1: trial 5'), \
    data index 1 using 1:2 with linespoints lt 2 pointinterval 1 title plain('2: trial 8'), \
    data index 2 using 1:2 with linespoints lt 3 pointinterval 1 title plain('3: trial 6'), \
    data index 3 using 1:2 with linespoints lt 4 pointinterval 1 title plain('4: trial 0'), \
    data index 4 using 1:2 with linespoints lt 5 pointinterval 1 title plain('5: trial 9')
set output
