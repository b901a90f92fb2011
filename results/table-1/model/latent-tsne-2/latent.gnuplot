# 10,000 codes of table-1: t-SNE
# To draw it: gnuplot latent.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'latent'
width = 150
height = 130
load 'style.gnuplot'
data = 'latent.tsv'

heading = plain('10,000 codes of table-1: t-SNE')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-91.77195999999999:97.50236]
set xtics (plain('-50') -50, plain('0') 0, plain('50') 50)
set xlabel plain('t-SNE 1')
unset logscale y
set yrange [-88.85040000000001:99.2046]
set ytics (plain('-50') -50, plain('0') 0, plain('50') 50)
set ylabel plain('t-SNE 2')
marker(c) = c == 0 ? 7 : c == 1 ? 5 : c == 2 ? 9 : c == 3 ? 13 : c == 4 ? 11 : c == 5 ? 15 : c == 6 ? 6 : c == 7 ? 4 : c == 8 ? 8 : c == 9 ? 12 : 7
every_nth = 4
set border 15 lc rgb muted
unset grid
set key vertical maxrows 2 samplen 1
set label plain('0') at graph 0.371, graph 0.679 center front font title_font
set label plain('1') at graph 0.79, graph 0.378 center front font title_font
set label plain('2') at graph 0.104, graph 0.2 center front font title_font
set label plain('3') at graph 0.348, graph 0.154 center front font title_font
set label plain('4') at graph 0.634, graph 0.876 center front font title_font
set label plain('5') at graph 0.7, graph 0.31 center front font title_font
set label plain('6') at graph 0.029, graph 0.425 center front font title_font
set label plain('7') at graph 0.88, graph 0.62 center front font title_font
set label plain('8') at graph 0.537, graph 0.419 center front font title_font
set label plain('9') at graph 0.449, graph 0.634 center front font title_font
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
