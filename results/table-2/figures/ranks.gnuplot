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
set multiplot layout 2, 2 title heading font title_font margins character 10.5, screen 0.97, character 6.6, screen 0.92 spacing character 10.5, character 4.4
set colorbox horizontal user origin screen 0.3, character 2.2 size screen 0.4, character 0.8
set cbrange [0:1]
set cbtics (plain('best') 0, plain('median') 0.5, plain('worst') 1) out scale 0.4
unset logscale x
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [-5.438768105202913e-06:0.00014140797073527574]
set ytics (plain('0') 0, plain('5e-5') 5e-05, plain('0.0001') 0.0001)
set ylabel plain('l2')
plot data index 0 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 0 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset logscale x
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [0.00019632600319348766:0.0026892609865329926]
set ytics (plain('0.0005') 0.0005, plain('0.001') 0.001, plain('0.0015') 0.0015, plain('0.002') 0.002, plain('0.0025') 0.0025)
set ylabel plain('learning rate')
plot data index 1 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 1 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset logscale x
set xrange [-5.438768105202913e-06:0.00014140797073527574]
set xtics (plain('0') 0, '' 5e-05 1, plain('0.0001') 0.0001)
set xlabel plain('l2')
unset logscale y
set yrange [0.00019632600319348766:0.0026892609865329926]
set ytics (plain('0.0005') 0.0005, plain('0.001') 0.001, plain('0.0015') 0.0015, plain('0.002') 0.002, plain('0.0025') 0.0025)
set ylabel plain('learning rate')
plot data index 2 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 2 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset multiplot
set output
