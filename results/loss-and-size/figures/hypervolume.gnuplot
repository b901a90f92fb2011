# Hypervolume by trial
# To draw it: gnuplot hypervolume.gnuplot
if (!exists('format')) format = 'svg'    # or png, pdf, latex
name = 'hypervolume'
width = 150
height = 80
load 'style.gnuplot'
data = 'hypervolume.tsv'

heading = plain('Hypervolume by trial')
set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font
unset logscale x
set xrange [-1.18:60.18]
set xtics (plain('0') 0, plain('10') 10, plain('20') 20, plain('30') 30, plain('40') 40, plain('50') 50, plain('60') 60)
set xlabel plain('trial')
unset logscale y
set yrange [0:78.4229535074201]
set ytics (plain('0') 0, plain('20') 20, plain('40') 40, plain('60') 60)
set ylabel plain('hypervolume (%)')
plot data using 1:2 with steps lt 1 dt 1 lw 2 notitle
set output
