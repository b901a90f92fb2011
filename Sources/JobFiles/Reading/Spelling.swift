/// Suggests corrections for misspelt words.
package enum Spelling {
    /// The nearest of the words; nil if none is near.
    ///
    /// At most a third of the letters may differ. The comparison ignores case. Ties go to the
    /// earlier word.
    static func nearest(to word: String, among words: [String]) -> String? {
        let wanted = Array(word.lowercased())
        guard wanted.count <= 64 else { return nil }
        let plain = plain(word)
        if let meant = OtherName.meaning(of: plain, among: words) { return meant.known }
        let scored = words.filter { !areOpposites(plain, $0) }
            .map { ($0, distance(wanted, Array($0.lowercased()))) }
        guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
        let longer = max(wanted.count, best.0.count)
        return best.1 <= longer / 3 ? best.0 : nil
    }

    /// A word in lower case, with `_` for other separators.
    private static func plain(_ word: String) -> String {
        String(word.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
    }

    /// Whether two words differ by parts with opposite meanings, such as `min` and `max`: none is a
    /// misspelling of the other.
    private static func areOpposites(_ word: String, _ other: String) -> Bool {
        let pairs = [("min", "max"), ("encoder", "decoder"), ("low", "high"), ("train", "test")]
        return pairs.contains { first, second in
            word.contains(first) && word.replacing(first, with: second) == other
                || word.contains(second) && word.replacing(second, with: first) == other
        }
    }

    /// `; did you mean 'sampler'?`; empty if no word is near or there is only one.
    package static func suggestion(for word: String, among words: [String]) -> String {
        guard words.count > 1 else { return "" }
        let meaning = OtherName.meaning(of: plain(word), among: words)
        if let advice = meaning?.advice { return "; " + advice }
        return nearest(to: word, among: words).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// `float, int or pool`.
    package static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// `float, int and pool`.
    static func joined(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Counts insertions, deletions, substitutions and swaps of neighbours: the restricted distance
    /// of Damerau, Communications of the ACM 7 (1964).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(above[j + 1], row[j]) + 1
                best = min(best, above[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}
