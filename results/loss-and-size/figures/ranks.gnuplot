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
set xrange [3.6807506024995007:34.775515600833856]
set xtics ('' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set xlabel plain('second channels')
set logscale y
set yrange [1.7900501418559447:35.75318841831104]
set ytics (plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set ylabel plain('encodi…mension')
plot data index 0 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 0 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
set logscale x
set xrange [3.6807506024995007:34.775515600833856]
set xtics ('' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set xlabel plain('second channels')
set logscale y
set yrange [6.976650112001239:280.9371214744461]
set ytics ('' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1, '' 40 1, plain('50') 50, '' 60 1, '' 70 1, '' 80 1, '' 90 1, plain('100') 100, plain('200') 200)
set ylabel plain('hidden units')
plot data index 1 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 1 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
set logscale x
set xrange [1.7900501418559447:35.75318841831104]
set xtics (plain('2') 2, '' 3 1, '' 4 1, plain('5') 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1)
set xlabel plain('encoding dimension')
set logscale y
set yrange [6.976650112001239:280.9371214744461]
set ytics ('' 7 1, '' 8 1, '' 9 1, plain('10') 10, plain('20') 20, '' 30 1, '' 40 1, plain('50') 50, '' 60 1, '' 70 1, '' 80 1, '' 90 1, plain('100') 100, plain('200') 200)
set ylabel plain('hidden units')
plot data index 2 using 1:2:3 with points pt 7 ps 0.6 lc palette, \
    data index 2 using 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1
unset colorbox
unset multiplot
set output
