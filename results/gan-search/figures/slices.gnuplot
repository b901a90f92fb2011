# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 118
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 2, 2 title heading font title_font
set logscale x
set xrange [9.493746735216191e-05:0.0010424791135971274]
set xtics (plain('0.0001') 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, plain('0.0005') 0.0005, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, '' 0.001 1)
set xlabel plain('generator rate')
set logscale y
set yrange [244.0033504827485:820.6173487980982]
set ytics (plain('400') 400, plain('600') 600, plain('800') 800)
set ylabel plain('Fréchet distance')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [0.00011362702488617105:0.0006516680327818474]
set xtics (plain('0.0002') 0.0002, '' 0.0003 1, '' 0.0004 1, plain('0.0005') 0.0005, '' 0.0006 1)
set xlabel plain('discriminator rate')
set logscale y
set yrange [244.0033504827485:820.6173487980982]
set ytics (plain('400') 400, plain('600') 600, plain('800') 800)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.016:0.41600000000000004]
set xtics (plain('0') 0, plain('0.2') 0.2, plain('0.4') 0.4)
set xlabel plain('dropout')
set logscale y
set yrange [244.0033504827485:820.6173487980982]
set ytics (plain('400') 400, plain('600') 600, plain('800') 800)
set ylabel plain('Fréchet distance')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0.1') 0, plain('0.2') 1, plain('0.3') 2)
set xlabel plain('slope')
set logscale y
set yrange [244.0033504827485:820.6173487980982]
set ytics (plain('400') 400, plain('600') 600, plain('800') 800)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
