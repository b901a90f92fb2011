import Testing

@testable import JobFiles

/// Finding the word that a misspelt one was meant to be.
@Suite struct SpellingTests {
    @Test("A letter put in, left out, changed or swapped with the next counts once")
    func distance() {
        let cases: [(String, String, Int)] = [
            ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "ab", 2), ("epoch", "epochs", 1),
            ("seed", "sed", 1), ("seed", "feed", 1), ("sampelr", "sampler", 1),
            ("ca", "abc", 3), ("kitten", "sitting", 3),
        ]
        for (a, b, expected) in cases {
            #expect(Spelling.distance(Array(a), Array(b)) == expected, "\(a), \(b)")
            #expect(Spelling.distance(Array(b), Array(a)) == expected, "\(b), \(a)")
        }
    }

    @Test("The nearest word is suggested, unless it is far or there is only one")
    func nearest() {
        #expect(Spelling.nearest(to: "sampelr", among: JobKeys.job) == "sampler")
        #expect(Spelling.nearest(to: "batchsize", among: JobKeys.job) == "batch_size")
        #expect(Spelling.nearest(to: "EPOCHS", among: JobKeys.job) == "epochs")
        #expect(Spelling.nearest(to: "foo", among: JobKeys.job) == nil)
        #expect(Spelling.nearest(to: "xy", among: ["l2", "learning_rate"]) == nil)
        #expect(Spelling.nearest(to: "x", among: []) == nil)
        #expect(Spelling.suggestion(for: "los", among: ["loss"]) == "")
        let suggestion = Spelling.suggestion(for: "los", among: ["loss", "bar"])
        #expect(suggestion == "; did you mean 'loss'?")
    }

    @Test("Words are listed as in a sentence")
    func lists() {
        #expect(Spelling.list([]) == "nothing")
        #expect(Spelling.list(["a"]) == "a")
        #expect(Spelling.list(["a", "b"]) == "a or b")
        #expect(Spelling.list(["a", "b", "c"]) == "a, b or c")
    }
}
