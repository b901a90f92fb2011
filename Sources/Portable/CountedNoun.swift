extension DefaultStringInterpolation {
    /// A number with its noun: `"\(trials.count, "trial")"` is `1 trial` or `2 trials`.
    package mutating func appendInterpolation(_ count: Int, _ noun: String) {
        appendLiteral("\(count) \(count == 1 ? noun : CountedNoun.plural(of: noun))")
    }
}

/// Nouns with numbers before them.
package enum CountedNoun {
    /// The plural of a noun that forms it regularly.
    package static func plural(of noun: String) -> String {
        if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
            return noun.dropLast() + "ies"
        }
        // Not "ch" alone, because of the epoch.
        let hisses = ["s", "x", "sh", "nch", "rch", "tch"].contains { noun.hasSuffix($0) }
        return noun + (hisses ? "es" : "s")
    }
}
