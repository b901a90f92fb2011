# 10,000 codes of table-1: t-SNE
# To draw it: gnuplot latent.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'latent'
width = 150
height = 140
load 'style.gnuplot'
data = 'latent.tsv'

heading = plain('10,000 codes of table-1: t-SNE')
unset logscale x
set xrange [-80.05011999999999:75.43262000000001]
set xtics (plain('-50') -50, plain('0') 0, plain('50') 50)
set xlabel plain('t-SNE 1')
unset logscale y
set yrange [-77.194852:78.685652]
set ytics (plain('-50') -50, plain('0') 0, plain('50') 50)
set ylabel plain('t-SNE 2')
unset logscale z
set zrange [-70.355768:74.347168]
set ztics (plain('-50') -50, plain('0') 0, plain('50') 50)
set zlabel plain('t-SNE 3')
marker(c) = c == 0 ? 7 : c == 1 ? 5 : c == 2 ? 9 : c == 3 ? 13 : c == 4 ? 11 : c == 5 ? 15 : c == 6 ? 6 : c == 7 ? 4 : c == 8 ? 8 : c == 9 ? 12 : 7
every_nth = 9
set border 4095 lc rgb muted lw 0.7
unset grid
unset key
set xyplane relative 0
set tics out scale 0.4 font small_font
set xtics offset 0, -0.3
set ytics offset 0, -0.3
set ztics offset 0.6, 0
unset xlabel
unset ylabel
unset zlabel
set lmargin 4
set rmargin 2
set tmargin 0
set bmargin 0
set label '1' at 106.529168, -77.194852, -70.355768 center font title_font
set label '2' at -80.05011999999999, 109.8617528, -70.355768 center font title_font
set label '3' at -80.05011999999999, -77.194852, 103.28775519999998 center font title_font
set multiplot layout 2, 2 title heading font title_font
set view 65, 35, 0.98
splot data every every_nth using 1:2:3:(marker($4)):(int($4) % 10 + 1) with points pt variable lc variable ps 0.3 notitle
set view 65, 125, 0.98
splot data every every_nth using 1:2:3:(marker($4)):(int($4) % 10 + 1) with points pt variable lc variable ps 0.3 notitle
set view 20, 35, 0.98
splot data every every_nth using 1:2:3:(marker($4)):(int($4) % 10 + 1) with points pt variable lc variable ps 0.3 notitle
unset border
unset label
unset logscale
unset tics
set label plain('1: t-SNE 1') at graph -0.02, graph 0.24 font small_font
set label plain('2: t-SNE 2') at graph -0.02, graph 0.15999999999999998 font small_font
set label plain('3: t-SNE 3') at graph -0.02, graph 0.07999999999999999 font small_font
set key inside center top vertical maxrows 5 samplen 1 spacing 1.3
plot [0:1] [0:1] NaN notitle, \
    keyentry with points lt 1 pt 7 ps 0.9 title plain('0'), \
    keyentry with points lt 2 pt 5 ps 0.9 title plain('1'), \
    keyentry with points lt 3 pt 9 ps 0.9 title plain('2'), \
    keyentry with points lt 4 pt 13 ps 0.9 title plain('3'), \
    keyentry with points lt 5 pt 11 ps 0.9 title plain('4'), \
    keyentry with points lt 6 pt 15 ps 0.9 title plain('5'), \
    keyentry with points lt 7 pt 6 ps 0.9 title plain('6'), \
    keyentry with points lt 8 pt 4 ps 0.9 title plain('7'), \
    keyentry with points lt 9 pt 8 ps 0.9 title plain('8'), \
    keyentry with points lt 10 pt 12 ps 0.9 title plain('9')
unset multiplot
set output
