# Results by parameter
# To draw it: gnuplot slices.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'slices'
width = 150
height = 170
load 'style.gnuplot'
data = 'slices.tsv'

heading = plain('Results by parameter')
set key off
set tmargin 0.8
set bmargin 3.4
set multiplot layout 3, 2 title heading font title_font
set logscale x
set xrange [3.6807506024995007:34.775515600833856]
set xtics ('' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set xlabel plain('second channels')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 0 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 0 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [1.7900501418559447:35.75318841831104]
set xtics (plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set xlabel plain('encoding dimension')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1)
unset ylabel
plot data index 1 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 1 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [6.976650112001239:280.9371214744461]
set xtics ('' 7 1, '' 8 1, '' 9 1, plain('10') 10, '' 20 1, plain('30') 30, '' 40 1, '' 50 1, '' 60 1, '' 70 1, '' 80 1, '' 90 1, plain('100') 100, '' 200 1)
set xlabel plain('hidden units')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 2 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 2 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [8.31763771102671e-05:0.012022644346174113]
set xtics ('' 9e-05 1, power(-4) 0.0001, '' 0.0002 1, '' 0.0003 1, '' 0.0004 1, '' 0.0005 1, '' 0.0006 1, '' 0.0007 1, '' 0.0008 1, '' 0.0009 1, power(-3) 0.001, '' 0.002 1, '' 0.003 1, '' 0.004 1, '' 0.005 1, '' 0.006 1, '' 0.007 1, '' 0.008 1, '' 0.009 1, power(-2) 0.01)
set xlabel plain('learning rate')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1)
unset ylabel
plot data index 3 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 3 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
set logscale x
set xrange [1.8403753012497504:17.387757800416928]
set xtics (plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10)
set xlabel plain('first channels')
unset logscale y
set yrange [0.007373071739564144:0.11521076034754517]
set ytics (plain('0.05') 0.05, plain('0.1') 0.1)
set ylabel plain('validation loss')
plot data index 4 using 3:($4 == 1 ? NaN : $2) with points lt 1 pt 6 ps 0.5 lw 1.2, \
    data index 4 using 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset multiplot
set output
