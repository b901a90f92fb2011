# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 66
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 1, 2 title heading font title_font
set logscale x
set xrange [9.329789677662301e-09:0.0001303911195731679]
set xtics (power(-8) 1e-08, '' 1e-07 1, power(-6) 1e-06, '' 1e-05 1, power(-4) 0.0001)
set xlabel plain('l2')
unset logscale y
set yrange [0.021253314010773593:0.023076609557963354]
set ytics (plain('0.0215') 0.0215, plain('0.022') 0.022, plain('0.0225') 0.0225, plain('0.023') 0.023)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [9.307721324161813e-05:0.0029987297737533595]
set xtics (plain('0.0001') 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, plain('0.001') 0.001, '' 0.002 1)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.021253314010773593:0.023076609557963354]
set ytics (plain('0.0215') 0.0215, plain('0.022') 0.022, plain('0.0225') 0.0225, plain('0.023') 0.023)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
