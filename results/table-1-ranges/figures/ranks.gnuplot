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
set multiplot layout 2, 2 title heading font title_font margins character 7.5, screen 0.97, character 6.6, screen 0.92 spacing character 7.5, character 4.4
set colorbox horizontal user origin screen 0.3, character 2.2 size screen 0.4, character 0.8
set cbrange [0:1]
set cbtics (plain('best') 0, plain('median') 0.5, plain('worst') 1) out scale 0.4
set logscale x
set xrange [8.735572864477196e-06:0.004457304998744924]
set xtics ('' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [1.72:9.28]
set ytics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set ylabel plain('encodi…mension')
plot data index 0 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 0 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
set logscale x
set xrange [8.735572864477196e-06:0.004457304998744924]
set xtics ('' 9e-06 1, power(-5) 1e-05, '' 2e-05 1, '' 3e-05 1, '' 4e-05 1, '' 5e-05 1, '' 6e-05 1, '' 7e-05 1, '' 8e-05 1, '' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [46.04:152.96]
set ytics (plain('50') 50, plain('100') 100, plain('150') 150)
set ylabel plain('hidden units')
plot data index 1 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 1 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset logscale x
set xrange [1.72:9.28]
set xtics (plain('2') 2, plain('4') 4, plain('6') 6, plain('8') 8)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [46.04:152.96]
set ytics (plain('50') 50, plain('100') 100, plain('150') 150)
set ylabel plain('hidden units')
plot data index 2 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 2 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset multiplot
set output
