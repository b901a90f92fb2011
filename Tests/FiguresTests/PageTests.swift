import Foundation
import Testing

@testable import Figures

@Suite("Pages")
struct PageTests {
    private static let drawing = """
        <?xml version="1.0" encoding="utf-8"  standalone="no"?>
        <svg
         viewBox="0 0 50 32"
         xmlns="http://www.w3.org/2000/svg"
         xmlns:xlink="http://www.w3.org/1999/xlink"
        >
        <title>Gnuplot</title>
        <desc>Produced by GNUPLOT</desc>
        <g id="gnuplot_canvas">
        <rect x="0" y="0" width="50" height="32" fill="#ffffff"/>
        <defs><circle id='gpPt5' stroke='currentColor' cx='0' cy='0' r='1'/></defs>
        <g color="black" style='filter:url(#textbox)'>
        <path stroke='rgb(  0, 114, 178)'  d='M1,2 L3,4
            L5,6'/>
        <use xlink:href='#gpPt5' transform='translate(1.50,2) scale(4.88)' color='#FFFFFF'/>
        <use xlink:href='#gpPt5' transform='translate(7,8) scale(4.88)' color='#FFFFFF'/>
        <g font-family="sans-serif" fill="black"><text>a &lt; b &amp; c</text></g></g>
        </g>
        </svg>
        """

    /// The sample page; one chart is drawn, the others are not.
    private static func sample() throws -> String {
        try SamplePage(samples: Samples()) { name, chart in
            var drawn = undrawn(name, chart)
            if name == "curves" || name == "scatter-3d" { drawn.svg = Self.drawing }
            return drawn
        }.page().html()
    }

    @Test("a page of every block is as recorded")
    func golden() throws {
        // What zlib makes of pixels is its own affair.
        let html = try Self.sample().replacing(/base64,[A-Za-z0-9+\/=]+/, with: "base64,…")
        try Golden.expect(html, is: "page.html")
    }

    @Test("elements are closed in order and everything is escaped")
    func wellFormed() throws {
        #expect(WellFormed.fault(in: try Self.sample()) == nil)
        for damaged in ["<p>", "<p></b>", "a < b", "<p a=b></p>", "&x", "<p a=\"1\" a=\"2\"></p>"] {
            #expect(WellFormed.fault(in: damaged) != nil, "\(damaged)")
        }
    }

    @Test("a page asks nobody for anything")
    func offline() throws {
        let html = try Self.sample()
        #expect(!html.contains("http:") && !html.contains("https:") && !html.contains("//\""))
        #expect(!html.contains("@import") && !html.contains("url(\"") && !html.contains("src=\"/"))
        #expect(html.contains("default-src 'none'"))
        for match in html.matches(of: /(?:src|href)="([^"]*)"/) {
            #expect(match.1.hasPrefix("#") || match.1.hasPrefix("data:image/png;base64,"))
        }
    }

    @Test("references lead to parts of the page, and identifiers are there once")
    func identifiers() throws {
        let html = try Self.sample()
        let ids = html.matches(of: #/\ id="([^"]*)"/#).map { String($0.1) }
        #expect(ids.count == Set(ids).count)
        #expect(ids.count > 20)
        for match in html.matches(of: /(?:href="#|labelledby="|url\(#)([^")]*)/) {
            // The drawing above names a filter that it doesn't have.
            #expect(ids.contains(String(match.1)) || match.1.hasSuffix("-textbox"), "\(match.1)")
        }
    }

    @Test("every picture and drawing says what it shows; landmarks and headings are there")
    func accessibility() throws {
        let html = try Self.sample()
        for match in html.matches(of: #/<img[^>]*>/#) { #expect(match.0.contains(" alt=\"")) }
        for match in html.matches(of: #/<svg[^>]*>/#) {
            #expect(match.0.contains("role=\"img\" aria-label=\""))
        }
        for part in [
            "<main ", "<nav aria-label", "<header>", "<footer>", "lang=\"en\"", "<th scope=\"col\"",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        #expect(html.matches(of: /<h1>/).count == 1)
        #expect(html.matches(of: #/<h2/#).count == 6)
    }

    @Test(
        "text never becomes markup",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=y>", "a & b", "</style>",
            "\u{0}\u{1B}",
        ])
    func escaping(text: String) throws {
        let page = Page(
            title: text, subtitle: text,
            sections: [
                .init(
                    text,
                    [
                        .heading(text), .text(text), .note([.strong(text), .emphasis(text)]),
                        .code(text), .list([[.code(text)]]), .definitions([.init(text, text)]),
                        .table(PageTable(caption: text, columns: [.init(text)], texts: [[text]])),
                        .details(summary: text, [.highlights([.init(text, text)])]),
                        .paragraph([.link(text, to: text)]),
                        .figure(
                            PageFigure(
                                .picture([1], width: 1, height: 1, alternative: text),
                                caption: [.text(text)])),
                    ])
            ], footer: text)
        let html = page.html()
        #expect(WellFormed.fault(in: html) == nil)
        #expect(!html.contains("<script") && !html.contains("<img src=x"))
        #expect(!html.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test("links lead into the page, to files beside it and to https, and nowhere else")
    func links() {
        func html(_ target: String) -> String {
            PageWriter.markup(of: [.link("x", to: target)]).html
        }
        for good in ["#a", "table.csv", "figures/a.svg", "https://example.org/a?b=c"] {
            #expect(html(good) == "<a href=\"\(good)\">x</a>")
        }
        for bad in [
            "javascript:alert(1)", " javascript:x", "java\nscript:x", "data:text/html,x", "//x",
            "/etc", "",
        ] {
            #expect(html(bad) == "x", "\(bad)")
        }
    }

    @Test("a drawing becomes part of the page: no ground, no fonts, the page's colours")
    func inlining() throws {
        let html = try InlineSVG(Self.drawing, name: "d").markup(
            prefix: "f1-", alternative: "A & B"
        ).html
        #expect(
            html == """
                <svg viewBox="0 0 50 32" role="img" aria-label="A &amp; B">\
                <g id="f1-gnuplot_canvas">\
                <defs><circle id="f1-gpPt5" stroke="currentcolor" cx="0" cy="0" r="1"/></defs>\
                <g color="var(--figure-ink)" filter="url(#f1-textbox)">\
                <path stroke="var(--figure-blue)" d="M1,2 L3,4 L5,6"/>\
                <defs><g id="f1-m0" color="var(--figure-ground)">\
                <use href="#f1-gpPt5" transform="scale(4.88)"/></g></defs>\
                <use href="#f1-m0" x="1.50" y="2"/><use href="#f1-m0" x="7" y="8"/>\
                <g fill="var(--figure-ink)"><text>a &lt; b &amp; c</text></g></g></g></svg>
                """)
    }

    @Test(
        "a drawing with anything that could run or be fetched is refused",
        arguments: [
            "<svg><script>x</script></svg>", "<svg onload='x'/>",
            "<svg><image href='http://x/'/></svg>",
            "<svg><foreignObject/></svg>", "<svg><a href='#x'/></svg>",
            "<svg><rect style='fill:url(http://x)'/></svg>",
            "<svg><use href='data:image/svg+xml;base64,xx'/></svg>", "<svg", "", "<svg a=b/>",
        ])
    func refusals(svg: String) {
        #expect(throws: FigureError.self) {
            try InlineSVG(svg, name: "odd").markup(prefix: "f-", alternative: "")
        }
    }

    @Test("a figure that is not there, or not drawn, or not to be shown, is a sentence")
    func gaps() {
        let charts = [
            DrawnChart(
                name: "c", alternative: "Curves.", svg: nil, absence: "gnuplot <failed>",
                files: ["c.tsv", "c.gnuplot"]),
            DrawnChart(name: "d", alternative: "Dots.", svg: nil, absence: "no room", files: []),
            DrawnChart(name: "e", alternative: "Bars.", svg: "<svg><script/></svg>", files: []),
        ]
        let figures =
            charts.map { PageFigure($0, caption: []) } + [
                PageFigure(.absent(reason: "p.png is gone", alternative: "A digit."), caption: [])
            ]
        let html = Page(
            title: "t", sections: [.init("s", figures.map { .figure($0) } + [.text("the end")])]
        ).html()
        #expect(WellFormed.fault(in: html) == nil)
        #expect(html.contains("Not drawn: gnuplot &lt;failed&gt;. <code>c.tsv</code> and "))
        #expect(html.contains("Not drawn: no room. Dots."))
        #expect(html.contains("Not drawn: e.svg: the element script is in it"))
        #expect(html.contains("Not shown: p.png is gone. A digit."))
        #expect(html.matches(of: /class="absent"/).count == 4)
        #expect(html.contains("the end"))
    }

    @Test("captions are outside of what scrolls, and rows of wide tables can become cards")
    func tables() {
        let numbers = PageTable.Column("Learning rate", isNumeric: true)
        let narrow = PageTable(
            caption: "A", columns: [.init("Name"), numbers], texts: [["x", "0.001"]])
        let wide = PageTable(
            caption: "B", columns: [.init("Why \"so\"")] + Array(repeating: numbers, count: 6),
            texts: [[String(repeating: "word ", count: 20)] + Array(repeating: "0.001", count: 6)])
        let html = Page(
            title: "t", sections: [.init("s", [.table(narrow), .table(wide)])]
        ).html()
        #expect(WellFormed.fault(in: html) == nil)
        #expect(html.contains("<p class=\"caption\" id=\"table-1-caption\"><b>Table 1. </b>A</p>"))
        #expect(html.contains("aria-labelledby=\"table-2-caption\""))
        #expect(html.contains("<table id=\"table-1\" aria-labelledby"))
        #expect(html.contains("<table id=\"table-2\" class=\"cards\""))
        #expect(html.matches(of: /data-label="Learning rate"/).count == 6)
        #expect(html.contains("<td class=\"long\" data-label=\"Why &quot;so&quot;\">word "))
    }

    @Test("names in tables are broken after underscores only, and very wide tables are cards")
    func underscores() {
        let number = PageTable.Column("validation_accuracy", isNumeric: true)
        let wide = PageTable(
            columns: [.init("Name")] + Array(repeating: number, count: 4),
            rows: [[[.code("a_b<c")]] + Array(repeating: ["0.1"], count: 4)])
        let wider = PageTable(
            columns: Array(repeating: number, count: 9),
            texts: [Array(repeating: "0.1", count: 9)])
        let html = Page(
            title: "t", sections: [.init("s", [.table(wide), .table(wider)])]
        ).html()
        #expect(WellFormed.fault(in: html) == nil)
        #expect(html.contains("<code>a_<wbr>b&lt;c</code>"))
        #expect(html.contains(">validation_<wbr>accuracy</th>"))
        #expect(html.contains("data-label=\"validation_\u{200B}accuracy\""))
        #expect(html.contains("<table id=\"table-1\" class=\"cards\""))
        #expect(html.contains("<table id=\"table-2\" class=\"cards many\""))
        // On paper a wide table's columns never shrink to single letters.
        let print = html.split(separator: "@media print {").dropFirst().first ?? ""
        #expect(!print.prefix { $0 != "}" }.isEmpty && !print.contains("td { overflow-wrap: any"))
    }

    @Test("a picture that moves can be stopped, and its last frame stands where none is wanted")
    func motion() throws {
        let frames = (1...3).map { Samples().picture($0) }
        let film = try AnimatedPNG(frames: frames, frameMilliseconds: 100).png()
        let still = try #require(AnimatedPNG.lastFrame(of: film))
        #expect(try PNGReader.picture(still) == frames[2])
        let plain = try frames[0].png()
        #expect(AnimatedPNG.lastFrame(of: plain) == nil)
        // A damaged file is as good as a still one.
        for count in stride(from: 0, to: film.count, by: 97) {
            _ = AnimatedPNG.lastFrame(of: Array(film.prefix(count)))
        }
        func html(_ bytes: [UInt8]) -> String {
            let figure = PageFigure(
                .picture(bytes, width: 4, height: 4, alternative: "Digits."), caption: [])
            return Page(title: "t", sections: [.init("s", [.figure(figure)])]).html()
        }
        #expect(WellFormed.fault(in: html(film)) == nil)
        #expect(html(film).contains("<button type=\"button\" hidden=\"\">Pause</button>"))
        #expect(html(film).matches(of: #/<img /#).count == 2)
        #expect(html(film).contains("prefers-reduced-motion"))
        #expect(!html(plain).contains("<button") && !html(plain).contains("<script"))
    }

    @Test("sections that have numbers of their own get no second ones")
    func numbering() {
        let html = Page(
            title: "t", sections: [.init("1.1 One", []), .init("2 Two", [])]
        ).html()
        #expect(html.contains("nav ol { columns: 14rem auto; list-style: none;"))
    }

    @Test("points in space are packed as the script reads them")
    func packing() throws {
        let scatter = ScatterChart(
            title: "t", axes: [Axis("a"), Axis("b"), Axis("c \"q\"")],
            points: [[0, 0, 0], [10, 5, -5], [.nan, 1, 1]], classes: [0, 1, 1],
            classNames: ["x", "y"])
        let html = SpaceView(scatter, still: nil).markup(id: "space-1").html
        let match = try #require(html.firstMatch(of: /data-points="([^"]*)"/))
        let data = try #require(Data(base64Encoded: String(match.1)))
        // One scale for all: half the longest range, 5, is 32767.
        let words = [-32_767, -16_384, 16_384, 0, 32_767, 16_384, -16_384, 1]
        let expected = [words[0...3], words[4...7]].flatMap { point -> [UInt8] in
            point.dropLast().flatMap { word -> [UInt8] in
                let bits = UInt16(bitPattern: Int16(word))
                return [UInt8(bits & 255), UInt8(bits >> 8)]
            } + [UInt8(point[point.endIndex - 1])]
        }
        #expect(Array(data) == expected)
        #expect(
            html.contains(
                "data-axes=\"[&quot;a&quot;,&quot;b&quot;,&quot;c \\&quot;q\\&quot;&quot;]\""))
        // Ticks are on the same scale: 5 is the middle of the first axis, and half of it is 1.
        #expect(
            html.contains("data-ticks=\"[[{&quot;at&quot;:-1,&quot;label&quot;:&quot;0&quot;},"))
    }
}
