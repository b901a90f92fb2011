# How all figures of this folder look. Change a colour, a font or a size here, and draw the
# figures again: for f in *.gnuplot; do [ $f = style.gnuplot ] || gnuplot $f; done
# The scripts say, before they load this: name, format, width and height (millimetres).

set encoding utf8
font = 'sans-serif'

# What is shown as it is written: nothing in a text is special, except for LaTeX.
plain(s) = s
half(s) = int(strlen(s) / 2)
raised(d) = word('⁰ ¹ ² ³ ⁴ ⁵ ⁶ ⁷ ⁸ ⁹', int(d) + 1)
digits(n) = n > 9 ? digits(int(n / 10)).raised(n % 10) : raised(n)
power(n) = '10'.(n < 0 ? '⁻' : '').digits(abs(n))

if (format eq 'svg') {
    size = 13
    set terminal svg noenhanced size width*10/3., height*10/3. dynamic \
        font font.','.size background rgb '#ffffff'
    set output name.'.svg'
}
if (format eq 'png') {
    size = 13
    set terminal pngcairo noenhanced size int(width*20/3.), int(height*20/3.) \
        font font.','.size fontscale 1.4 linewidth 2 pointscale 2
    set output name.'.png'
}
if (format eq 'pdf') {
    size = 11
    set terminal pdfcairo noenhanced size width/25.4, height/25.4 font font.','.size \
        linewidth 1.6
    set output name.'.pdf'
}
if (format eq 'latex') {
    # name.tex with the words, set by LaTeX in its own fonts, and name.pdf with the rest.
    special(c) = strstrt('_&#${}', c) ? '\'.c : c eq '^' ? '\textasciicircum{}' : \
        c eq '~' ? '\textasciitilde{}' : c eq '\' ? '\textbackslash{}' : \
        c eq '<' ? '\textless{}' : c eq '>' ? '\textgreater{}' : \
        c eq '|' ? '\textbar{}' : c eq "\047" ? '\textquotesingle{}' : \
        c eq "\140" ? '\textasciigrave{}' : c eq '"' ? '{\ttfamily\char34}' : \
        c eq '-' ? '-{}' : c eq ',' ? ',{}' : \
        c eq '%' ? '{\char37}' : c
    latex(s) = strlen(s) == 0 ? '' : strlen(s) == 1 ? special(s) : \
        latex(s[1:half(s)]).latex(s[half(s) + 1:*])
    # A brace or a bracket in front would say how the text is put down.
    plain(s) = (strlen(s) && strstrt('["%', s[1:1]) ? '\relax{}' : '').latex(s)
    power(n) = sprintf('$10^{%d}$', n)
    size = 10
    set terminal cairolatex pdf size width/25.4, height/25.4 linewidth 1.6
    set output name.'.tex'
}

# In the labels of ticks, a percent sign begins a format unless there are two. For LaTeX
# there are none.
doubled(s) = strlen(s) < 2 ? (s eq '%' ? '%%' : s) : \
    doubled(s[1:half(s)]).doubled(s[half(s) + 1:*])
tick(s) = doubled(plain(s))

# Colours, markers and dashes of the series.
set linetype 1 lc rgb '#0072b2' dt solid pt 7 lw 2 ps 0.6
set linetype 2 lc rgb '#d55e00' dt (9,4) pt 5 lw 2 ps 0.6
set linetype 3 lc rgb '#009e73' dt (3,3) pt 9 lw 2 ps 0.6
set linetype 4 lc rgb '#cc79a7' dt (12,3,2,3) pt 13 lw 2 ps 0.6
set linetype 5 lc rgb '#e69f00' dt (6,3) pt 11 lw 2 ps 0.6
set linetype 6 lc rgb '#332288' dt (9,3,2,3,2,3) pt 15 lw 2 ps 0.6
set linetype 7 lc rgb '#56b4e9' dt (2,4) pt 6 lw 2 ps 0.6
set linetype 8 lc rgb '#882255' dt (14,4) pt 4 lw 2 ps 0.6
set linetype 9 lc rgb '#8a8a28' dt (5,5) pt 8 lw 2 ps 0.6
set linetype 10 lc rgb '#777777' dt solid pt 12 lw 2 ps 0.6
set linetype cycle 10
ink = '#000000'
grid = '#ddddde'
ground = '#ffffff'
muted = '#b4b8bd'
set palette defined (0 '#440154', 1 '#443983', 2 '#31688e', 3 '#21918c', 4 '#35b779', 5 '#90d743', 6 '#fde725')

set datafile separator tab
set border 3 lc rgb ink lw 1
set tics nomirror out scale 0.6, 0.35 textcolor rgb ink
set grid lt 1 dt solid lc rgb grid lw 0.7
set key outside bottom center horizontal Left reverse samplen 2.4 spacing 1.25 height 0.6
# Titles are centred on the figure, not on what the labels leave of it.
title_font = sprintf(',%g', 1.15 * size)
small_font = sprintf(',%g', 0.85 * size)
set tmargin 2.6
set xtics offset 0, 0.3
set xlabel offset 0, 0.7
set style fill transparent solid 0.2 noborder
set errorbars 0
set bars 0
