/// The file that all scripts of a folder load: the house style as gnuplot commands.
enum StyleScript {
    static let fileName = "style.gnuplot"

    static let text: String =
        """
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
            set terminal svg noenhanced size width*10/3., height*10/3. dynamic \\
                font font.','.size background rgb '\(FigureStyle.ground.light.code)'
            set output name.'.svg'
        }
        if (format eq 'png') {
            size = 13
            set terminal pngcairo noenhanced size int(width*20/3.), int(height*20/3.) \\
                font font.','.size fontscale 1.4 linewidth 2 pointscale 2
            set output name.'.png'
        }
        if (format eq 'pdf') {
            size = 11
            set terminal pdfcairo noenhanced size width/25.4, height/25.4 font font.','.size \\
                linewidth 1.6
            set output name.'.pdf'
        }
        if (format eq 'latex') {
            # name.tex with the words, set by LaTeX in its own fonts, and name.pdf with the rest.
            special(c) = strstrt('_&#${}', c) ? '\\'.c : c eq '^' ? '\\textasciicircum{}' : \\
                c eq '~' ? '\\textasciitilde{}' : c eq '\\' ? '\\textbackslash{}' : \\
                c eq '<' ? '\\textless{}' : c eq '>' ? '\\textgreater{}' : \\
                c eq '|' ? '\\textbar{}' : c eq "\\047" ? '\\textquotesingle{}' : \\
                c eq "\\140" ? '\\textasciigrave{}' : c eq '"' ? '{\\ttfamily\\char34}' : \\
                c eq '-' ? '-{}' : c eq ',' ? ',{}' : \\
                c eq '%' ? '{\\char37}' : c
            latex(s) = strlen(s) == 0 ? '' : strlen(s) == 1 ? special(s) : \\
                latex(s[1:half(s)]).latex(s[half(s) + 1:*])
            # A brace or a bracket in front would say how the text is put down.
            plain(s) = (strlen(s) && strstrt('["%', s[1:1]) ? '\\relax{}' : '').latex(s)
            power(n) = sprintf('$10^{%d}$', n)
            size = 10
            set terminal cairolatex pdf size width/25.4, height/25.4 linewidth 1.6
            set output name.'.tex'
        }

        # In the labels of ticks, a percent sign begins a format unless there are two. For LaTeX
        # there are none.
        doubled(s) = strlen(s) < 2 ? (s eq '%' ? '%%' : s) : \\
            doubled(s[1:half(s)]).doubled(s[half(s) + 1:*])
        tick(s) = doubled(plain(s))

        # Colours, markers and dashes of the series.
        \(lineTypes)
        ink = '\(FigureStyle.ink.light.code)'
        grid = '\(FigureStyle.grid.light.code)'
        ground = '\(FigureStyle.ground.light.code)'
        muted = '\(FigureStyle.muted.light.code)'
        set palette defined (\(ramp))

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

        """

    private static let lineTypes =
        FigureStyle.series.indices.map { index in
            "set linetype \(index + 1) lc rgb '\(FigureStyle.colour(index).code)' "
                + "dt \(FigureStyle.dashes[index]) pt \(FigureStyle.marker(index)) lw 2 ps 0.6"
        }.joined(separator: "\n") + "\nset linetype cycle \(FigureStyle.series.count)"

    private static let ramp = FigureStyle.ramp.enumerated().map {
        "\($0.offset) '\($0.element.code)'"
    }
    .joined(separator: ", ")
}

extension Drawing {
    private static let titleCommand =
        "set label heading at screen 0.5, screen 1 center offset 0, -1.3 font title_font\n"

    /// The letters of a title that fit the figure in their full size.
    private var usualTitle: Int { 60 * width / Self.column }
    /// The length above which titles are shortened in the middle.
    private var longestTitle: Int { 100 * width / Self.column }

    /// Sets long titles in smaller letters, so that they fit the figure.
    private func smallerTitle(_ title: String) -> String {
        let letters = ScriptText.width(title)
        guard letters > usualTitle else { return "" }
        let scale = 1.15 * Double(usualTitle) / Double(letters)
        return "\ntitle_font = sprintf(',%g', \(scale) * size)"
    }

    /// The command that starts several plots under one title.
    static func multiplot(rows: Int, columns: Int) -> String {
        "set multiplot layout \(rows), \(columns) title heading font title_font"
    }

    /// The script that draws the chart from its data file, run in their folder.
    func script(name: String, title: String) -> String {
        let title = ScriptText.shortened(ScriptText.line(title), to: longestTitle)
        // A backslash at the end of a line would continue it on the next line.
        return """
            # \(title.replacing("\\", with: "/"))
            # To draw it: gnuplot \(name).gnuplot
            if (!exists('format')) format = 'svg'    # or png, pdf, latex
            name = \(ScriptText.quoted(name))
            width = \(width)
            height = \(height)
            load '\(StyleScript.fileName)'
            data = \(ScriptText.quoted(name + ".tsv"))

            heading = \(ScriptText.shown(title))\(smallerTitle(title))
            \(isSinglePlot ? Self.titleCommand : "")\(commands.joined(separator: "\n"))
            set output

            """
    }
}
