# 10,000 codes of table-1: principal components
# To draw it: gnuplot latent.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'latent'
width = 150
height = 130
load 'style.gnuplot'
data = 'latent.tsv'

heading = plain('10,000 codes of table-1: principal components')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-66.486208:39.348608000000006]
set xtics (plain('-50') -50, plain('0') 0)
set xlabel plain('Component 1 (27.4 % of variance)')
unset logscale y
set yrange [-49.328296:65.710496]
set ytics (plain('0') 0, plain('50') 50)
set ylabel plain('Component 2 (21.4 % of variance)')
marker(c) = c == 0 ? 7 : c == 1 ? 5 : c == 2 ? 9 : c == 3 ? 13 : c == 4 ? 11 : c == 5 ? 15 : c == 6 ? 6 : c == 7 ? 4 : c == 8 ? 8 : c == 9 ? 12 : 7
every_nth = 4
set border 15 lc rgb muted
unset grid
set key vertical maxrows 2 samplen 1
set label plain('0') at graph 0.342, graph 0.673 center front font title_font
set label plain('1') at graph 0.972, graph 0.412 center front font title_font
set label plain('2') at graph 0.47, graph 0.084 center front font title_font
set label plain('3') at graph 0.628, graph 0.093 center front font title_font
set label plain('4') at graph 0.866, graph 0.745 center front font title_font
set label plain('5') at graph 0.861, graph 0.19 center front font title_font
set label plain('6') at graph 0.103, graph 0.424 center front font title_font
set label plain('7') at graph 0.94, graph 0.516 center front font title_font
plot data every every_nth using 1:2:(marker($3)):(int($3) % 10 + 1) with points pt variable lc variable ps 0.4 notitle, \
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
set output
