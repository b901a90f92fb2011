import Portable

/// Texts that something between a job file and a figure may take for more than text.
enum NastyTexts {
    private static let pieces = [
        "'", "''", "'relu'", "\"", "\"\"", "\\", "\\\\", "\\n", "\\047", "`", "`date`", "``", "$",
        "$x$",
        "${", "$(id)", "{", "}", "{}", "@", "@x", "_", "^", "^{2}", "&", "&lt;", "&amp;", "%", "%s",
        "%%",
        "%d", "#", "# x", "~", "~~s~~", "<", ">", "<b>", "</svg>", "]]>", "<!--", "-->", "|", "||",
        "--",
        "---", "...", ",", ",,", ";", ":", ":tada:", "!", "[", "]", "[a](b)", "![", "*", "**", "=",
        "==",
        "+", "(", ")", "/", "?", " ", "  ", "\t", "\n", "\r\n", "\u{0}", "\u{1}", "\u{1B}[2J",
        "\u{7F}",
        "\u{85}", "\u{2028}", "é", "e\u{301}", "|\u{301}", "模型", "ﬁ", "👩‍🔬", "🇮🇹", "שלום", "\u{202E}",
        "∞",
        "a", "relu", "x1", "0", "1e-3", "NaN", "null", "true", "https://x.y/?a=b&c", "a@b.c",
    ]

    /// A text of a few pieces; the first texts are a piece each.
    static func text(_ number: Int, seed: UInt64 = 1) -> String {
        if number < pieces.count { return "p" + pieces[number] + "q" }
        let generator = SeededGenerator(seed: seed, trial: number, purpose: .tests)
        let count = 1 + generator.uniform(below: 6, index: 0)
        return (1...count).map {
            pieces[generator.uniform(below: pieces.count, step: 1, index: $0)]
        }.joined()
    }

    static var pieceCount: Int { pieces.count }

    /// Text that is long, in narrow and in wide letters.
    static let long = [
        String(repeating: "long ", count: 80), String(repeating: "模型", count: 150),
        String(repeating: "'`\\$", count: 100), String(repeating: "x", count: 2_000),
    ]
}
