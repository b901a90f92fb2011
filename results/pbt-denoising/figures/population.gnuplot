# The population over the epochs
# To draw it: gnuplot population.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'population'
width = 150
height = 124
load 'style.gnuplot'
data = 'population.tsv'

heading = plain('The population over the epochs')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [0:30.9]
set xtics (plain('0') 0, plain('5') 5, plain('10') 10, plain('15') 15, plain('20') 20, plain('25') 25, plain('30') 30)
set xlabel plain('epoch')
set yrange [9.6:-0.8]
unset ytics
set border 1
set grid noytics
set ylabel plain('members')
set cbrange [0.020956091412273396:0.06360011737058761]
set logscale cb
set cbtics (plain('0.03') 0.03, plain('0.04') 0.04, plain('0.05') 0.05, plain('0.06') 0.06) out scale 0.4
set label plain('validation loss') at screen 0.985, graph 0.5 center rotate by 90
set colorbox user origin screen 0.85, graph 0 size screen 0.025, graph 1
set rmargin at screen 0.83
set style fill solid 1
set key vertical maxrows 2
set label '0' at 0, 0 left offset 0.15, 0.55 font small_font front
set label '1' at 0, 1 left offset 0.15, 0.55 font small_font front
set label '2' at 0, 2 left offset 0.15, 0.55 font small_font front
set label '3' at 0, 3 left offset 0.15, 0.55 font small_font front
set label '4' at 0, 4 left offset 0.15, 0.55 font small_font front
set label '5' at 0, 5 left offset 0.15, 0.55 font small_font front
set label '6' at 0, 6 left offset 0.15, 0.55 font small_font front
set label '7' at 0, 7 left offset 0.15, 0.55 font small_font front
set label '8' at 0, 8 left offset 0.15, 0.55 font small_font front
set label '9' at 0, 9 left offset 0.15, 0.55 font small_font front
set label '10' at 3.66, 3 left offset 0.15, 0.55 font small_font front
set label '11' at 3.66, 4 left offset 0.15, 0.55 font small_font front
set label '12' at 6.66, 5 left offset 0.15, 0.55 font small_font front
set label '13' at 6.66, 7 left offset 0.15, 0.55 font small_font front
set label '14' at 9.66, 1 left offset 0.15, 0.55 font small_font front
set label '15' at 9.66, 2 left offset 0.15, 0.55 font small_font front
set label '16' at 12.66, 8 left offset 0.15, 0.55 font small_font front
set label '17' at 12.66, 9 left offset 0.15, 0.55 font small_font front
set label '18' at 15.66, 6 left offset 0.15, 0.55 font small_font front
set label '19' at 15.66, 3 left offset 0.15, 0.55 font small_font front
set label '20' at 18.66, 0 left offset 0.15, 0.55 font small_font front
set label '21' at 18.66, 5 left offset 0.15, 0.55 font small_font front
set label '22' at 21.66, 1 left offset 0.15, 0.55 font small_font front
set label '23' at 21.66, 9 left offset 0.15, 0.55 font small_font front
set label '24' at 24.66, 2 left offset 0.15, 0.55 font small_font front
set label '25' at 24.66, 9 left offset 0.15, 0.55 font small_font front
set label '26' at 27.66, 4 left offset 0.15, 0.55 font small_font front
set label '27' at 27.66, 7 left offset 0.15, 0.55 font small_font front
plot data index 0 using 1:2 with lines lc rgb ink dt 1 lw 10 title plain('ancestry of the best'), \
    data index 2 using 1:2:3:4 with vectors nohead lc rgb muted dt 1 lw 1.3 title plain('branches off'), \
    data index 1 using 1:2:3:(0):4 with vectors nohead lc palette dt 1 lw 5 notitle, \
    data index 3 using 1:2 with points lt 3 pt 8 ps 0.6 lw 1.5 title plain('replaced'), \
    data index 4 using 1:2 with points lt 2 pt 13 ps 1.2 title plain('the best')
set output
