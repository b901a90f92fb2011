# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 222
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 4, 2 title heading font title_font
set logscale x
set xrange [0.0005147166956092274:0.0029630921628208493]
set xtics ('' 0.0006 1, plain('0.0007') 0.0007, '' 0.0008 1, '' 0.0009 1, '' 0.001 1, plain('0.002') 0.002)
set xlabel plain('generator rate')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.012:0.312]
set xtics (plain('0') 0, plain('0.1') 0.1, plain('0.2') 0.2, plain('0.3') 0.3)
set xlabel plain('dropout')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('32') 0, plain('64') 1, plain('100') 2)
set xlabel plain('latent dimension')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('8') 0, plain('16') 1, plain('24') 2)
set xlabel plain('generator channels')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [0.0001925422494838478:0.0017669287858992798]
set xtics (plain('0.0002') 0.0002, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, plain('0.001') 0.001)
set xlabel plain('discriminator rate')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('0.1') 0, plain('0.2') 1, plain('0.3') 2)
set xlabel plain('slope')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
unset ylabel
plot data index 5 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 5 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:1.5]
set xtics (plain('0.5') 0, plain('0.7') 1)
set xlabel plain('beta1')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
set ylabel plain('Fréchet distance')
plot data index 6 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 6 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset logscale x
set xrange [-0.5:2.5]
set xtics (plain('8') 0, plain('16') 1, plain('24') 2)
set xlabel plain('discrimin…r channels')
unset logscale y
set yrange [99.74893225056253:193.7049117939405]
set ytics (plain('100') 100, plain('120') 120, plain('140') 140, plain('160') 160, plain('180') 180)
unset ylabel
plot data index 7 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 7 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
