/// The style sheet of all pages.
enum PageStyle {
    static let text: StaticString = """
        :root {
          color-scheme: light dark;
          --ground: #ffffff; --card: #f5f6f8; --ink: #1c1e21; --faint: #5a6068; --line: #d5d9de;
          --accent: #00598a; --mark: #fff3d6; --mark-line: #b97a00;
          --shadow: rgb(0 0 0 / 0.42);
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body {
          margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 56rem; background: var(--ground);
          color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue",
            "Noto Sans", "Liberation Sans", Arial, sans-serif;
        }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: 0.5rem; background: var(--ground); padding: 0.3rem 0.6rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; text-wrap: balance; }
        h2 { font-size: 1.35rem; line-height: 1.3; margin: 2.6rem 0 0.8rem; padding-top: 0.9rem;
          border-top: 1px solid var(--line); }
        h3 { font-size: 1.08rem; margin: 1.8rem 0 0.5rem; }
        .subtitle { color: var(--faint); font-size: 1.05rem; margin: 0.4rem 0 0; }
        p, ul, ol { margin: 0.7rem 0; }
        a { color: var(--accent); text-underline-offset: 0.15em; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        nav { margin: 1.6rem 0 0; font-size: 0.94rem; }
        nav ol { columns: 14rem auto; list-style: none; padding: 0; margin: 0; }
        nav li { break-inside: avoid; padding: 0.1rem 0.6rem 0.1rem 0; }
        code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
          monospace; font-size: 0.87em; }
        code { overflow-wrap: anywhere; }
        pre { background: var(--card); border-radius: 6px; padding: 0.8rem 1rem; overflow-x: auto;
          line-height: 1.45; }
        pre code { overflow-wrap: normal; font-size: 1em; }
        .note { background: var(--mark); border-left: 4px solid var(--mark-line);
          padding: 0.6rem 0.9rem; border-radius: 0 6px 6px 0; }
        .absent { color: var(--faint); border: 1px dashed var(--line); padding: 0.8rem 1rem;
          border-radius: 6px; text-align: left; }

        .table { margin: 1.2rem 0; }
        .caption { color: var(--faint); font-size: 0.9rem; max-width: 42rem;
          margin: 0 auto 0.5rem; }
        .scroll { overflow-x: auto; }
        @media screen {
          /* A shadow at an end beyond which the table continues. */
          .scroll { background:
            linear-gradient(to right, var(--ground) 40%, transparent) 0 0 / 2.4rem 100% local,
            linear-gradient(to left, var(--ground) 40%, transparent) 100% 0 / 2.4rem 100% local,
            linear-gradient(to right, var(--shadow), transparent) 0 0 / 1.1rem 100%,
            linear-gradient(to left, var(--shadow), transparent) 100% 0 / 1.1rem 100%;
            background-repeat: no-repeat; }
        }
        @media screen and (min-width: 58rem) {
          .scroll { --beyond: min(12rem, 50vw - 28rem); margin-inline: calc(-1 * var(--beyond)); }
        }
        table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums;
          margin: 0 auto; }
        th, td { padding: 0.32rem 0.6rem; text-align: left; vertical-align: baseline; }
        td { white-space: pre; }
        td.long { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 12rem; }
        td:not(.long) code { overflow-wrap: normal; }
        td wbr { display: none; }
        .number { text-align: right; }
        thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink);
          font-weight: 600; vertical-align: bottom; white-space: normal; }
        tbody tr + tr td { border-top: 1px solid var(--line); }
        tbody tr:last-child td { border-bottom: 2px solid var(--ink); }
        .best td { font-weight: 650; background: var(--card); }

        figure { margin: 1.6rem 0; text-align: center; }
        figure svg { display: block; width: 100%; max-width: 42rem; height: auto; margin: 0 auto; }
        figure svg text { font-family: inherit; }
        figure img { max-width: 100%; height: auto; border-radius: 3px;
          image-rendering: pixelated; }
        figcaption { text-align: left; color: var(--faint); font-size: 0.92rem; line-height: 1.45;
          max-width: 42rem; margin: 0.5rem auto 0; }
        .row { display: grid; gap: 0 1.5rem; align-items: start;
          grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }

        dl { margin: 1rem 0; }
        dl > div { display: grid; grid-template-columns: minmax(8rem, 14rem) 1fr; gap: 0 1rem;
          padding: 0.25rem 0; border-bottom: 1px solid var(--line); }
        dt { color: var(--faint); }
        dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
        .highlights { display: grid; gap: 0.8rem;
          grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
        .highlights > div { display: flex; flex-direction: column; background: var(--card);
          border: 0; border-radius: 8px; padding: 0.7rem 0.9rem; }
        .highlights dt { font-size: 0.86rem; }
        .highlights dd { font-size: 1.35rem; font-weight: 650; line-height: 1.3; }
        .highlights > .long { grid-column: span 2; }
        .highlights > .long dd { font-size: 1.1rem; line-height: 1.6; }

        details { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0;
          padding: 0 1rem; }
        summary { cursor: pointer; padding: 0.55rem 0; font-weight: 600; }
        details[open] > summary { border-bottom: 1px solid var(--line); }

        .space canvas { width: 100%; max-width: 42rem; aspect-ratio: 4 / 3; touch-action: none;
          cursor: grab; display: block; margin: 0 auto; }
        .keys { display: flex; flex-wrap: wrap; gap: 0.35rem; justify-content: center;
          margin: 0.4rem 0; }
        button { font: inherit; font-size: 0.92rem; color: inherit; background: var(--card);
          border: 1px solid var(--line); border-radius: 6px; min-width: 2.3rem;
          padding: 0.2rem 0.55rem; cursor: pointer; }
        .space button[aria-pressed=false] { opacity: 0.45; text-decoration: line-through; }
        .moving button { display: block; margin: 0.4rem auto 0; }
        .moving button[hidden], .moving .still, .moving.paused .live { display: none; }
        .moving.paused .still { display: inline; }
        @media (prefers-reduced-motion: reduce) {
          .moving:not(.playing) .live { display: none; }
          .moving:not(.playing) .still { display: inline; }
        }
        footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--faint);
          font-size: 0.88rem; }

        @media (max-width: 34rem) {
          body { padding: 1rem 0.8rem 3rem; }
          h1 { font-size: 1.55rem; }
          h2 { font-size: 1.22rem; }
          th, td { padding: 0.3rem 0.4rem; }
          td, td.long { white-space: pre-wrap; overflow-wrap: break-word; min-width: 0; }
          td.number { white-space: pre; overflow-wrap: normal; }
          td wbr { display: inline; }
          dl:not(.highlights) > div { grid-template-columns: 1fr; }
          figure img { image-rendering: auto; }
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --ground: #17191c; --card: #212429; --ink: #e4e6e9; --faint: #a2a9b2; --line: #3a3f46;
            --accent: #7cc4f5; --mark: #3a2f14; --mark-line: #e0a63a;
            --shadow: rgb(255 255 255 / 0.45);
          }
        }
        @media print {
          @page { margin: 18mm 16mm; }
          body { max-width: none; padding: 0; font-size: 10.5pt; }
          .skip, .keys button[data-do], .moving button { display: none; }
          h2, h3, .caption { break-after: avoid; }
          figure, tr, .note, .highlights > div { break-inside: avoid; }
          figure svg, figure .space canvas { max-width: 150mm; }
          .scroll { overflow: visible; }
          .table.short { break-inside: avoid; }
          th, td { padding: 0.3rem 0.4rem; }
          td, td.long { white-space: pre-wrap; overflow-wrap: break-word; min-width: 0; }
          td wbr { display: inline; }
          pre { white-space: pre-wrap; }
          a { color: inherit; text-decoration: none; }
          details::details-content { content-visibility: visible; block-size: auto; }
        }
        """

    /// Tables whose rows become cards: wide ones on a phone, and very wide ones on paper.
    static let cards = Markup.lines([
        Markup("@media screen and (max-width: 34rem) {\n\(cards(".cards"))\n}"),
        Markup("@media print {\n\(cards(".many"))\n}"),
    ])

    private static func cards(_ table: String) -> String {
        """
          TABLE, TABLE tbody { display: block; width: 100%; }
          TABLE thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
            clip-path: inset(50%); }
          TABLE tr { display: grid; gap: 0.3rem 0.8rem; padding: 0.55rem 0.4rem;
            grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr));
            border-bottom: 1px solid var(--line); }
          TABLE tbody tr:first-child { border-top: 2px solid var(--ink); }
          TABLE tbody tr:last-child { border-bottom: 2px solid var(--ink); }
          TABLE tbody tr td { display: block; border: 0; padding: 0; text-align: left; }
          TABLE tbody tr td.long { grid-column: 1 / -1; }
          TABLE tbody tr td.broad { grid-column: span 2; }
          TABLE .best { background: var(--card); }
          TABLE td::before { content: attr(data-label); display: block; color: var(--faint);
            font-size: 0.82em; font-weight: 400; white-space: normal; overflow-wrap: anywhere; }
        """.replacing("TABLE", with: table)
    }

    /// The house style's colours as CSS variables, for light and dark backgrounds.
    static let figureColours = Markup(
        """
        :root { \(declarations(\.light)) }
        @media screen and (prefers-color-scheme: dark) { :root { \(declarations(\.dark)) } }
        """)

    private static func declarations(_ ground: KeyPath<FigureStyle.Shade, Colour>) -> String {
        FigureStyle.shades.map { "--figure-\($0.name): \($0[keyPath: ground].code);" }
            .joined(separator: " ")
    }
}
