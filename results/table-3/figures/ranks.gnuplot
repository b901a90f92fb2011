# Ranks over pairs of parameters
# To draw it: gnuplot ranks.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'ranks'
width = 150
height = 134
load 'style.gnuplot'
data = 'ranks.tsv'

heading = plain('Ranks over pairs of parameters')
set key off
set style fill solid 1
set multiplot layout 2, 2 title heading font title_font margins character 8.5, screen 0.97, character 6.6, screen 0.92 spacing character 8.5, character 4.4
set colorbox horizontal user origin screen 0.3, character 2.2 size screen 0.4, character 0.8
set cbrange [0:1]
set cbtics (plain('best') 0, plain('median') 0.5, plain('worst') 1) out scale 0.4
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('0.001') 0, plain('0.005') 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [56.92:275.08]
set ytics (plain('100') 100, plain('150') 150, plain('200') 200, plain('250') 250)
set ylabel plain('hidden units')
plot data index 0 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 0 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('0.001') 0, plain('0.005') 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [-0.5:2.5]
set ytics (plain('0') 0, plain('0.05') 1, plain('0.1') 2)
set ylabel plain('dropout')
plot data index 1 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 1 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset logscale x
set xrange [56.92:275.08]
set xtics (plain('100') 100, plain('200') 200)
set xlabel plain('hidden units')
unset logscale y
set yrange [-0.5:2.5]
set ytics (plain('0') 0, plain('0.05') 1, plain('0.1') 2)
set ylabel plain('dropout')
plot data index 2 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 2 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset multiplot
set output
