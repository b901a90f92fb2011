# Ranks over pairs of parameters
# To draw it: gnuplot ranks.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'ranks'
width = 150
height = 78
load 'style.gnuplot'
data = 'ranks.tsv'

heading = plain('Ranks over pairs of parameters')
set key off
set style fill solid 1
set multiplot layout 1, 1 title heading font title_font margins character 10.5, screen 0.97, character 6.6, screen 0.863 spacing character 10.5, character 4.4
set colorbox horizontal user origin screen 0.3, character 2.2 size screen 0.4, character 0.8
set cbrange [0:1]
set cbtics (plain('best') 0, plain('median') 0.5, plain('worst') 1) out scale 0.4
set logscale x
set xrange [9.329789677662301e-09:0.0001303911195731679]
set xtics (power(-8) 1e-08, '' 1e-07 1, power(-6) 1e-06, '' 1e-05 1, power(-4) 0.0001)
set xlabel plain('l2')
set logscale y
set yrange [9.307721324161813e-05:0.0029987297737533595]
set ytics (plain('0.0001') 0.0001, plain('0.0002') 0.0002, '' 0.0003 1, '' 0.0004 1, plain('0.0005') 0.0005, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, plain('0.001') 0.001, plain('0.002') 0.002)
set ylabel plain('learning rate')
plot data index 0 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 0 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset multiplot
set output
