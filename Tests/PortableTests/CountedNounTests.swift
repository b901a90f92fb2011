import Portable
import Testing

@Suite("A number with its noun")
struct CountedNounTests {
    @Test("has the noun's singular for 1 alone")
    func one() {
        #expect("\(1, "trial")" == "1 trial")
        #expect("\(0, "trial"), \(2, "trial")" == "0 trials, 2 trials")
    }

    @Test(
        "has a regular plural",
        arguments: [
            ("epoch", "epochs"), ("class", "classes"), ("search", "searches"), ("box", "boxes"),
            ("study", "studies"), ("day", "days"),
        ])
    func plural(singular: String, plural: String) {
        #expect(CountedNoun.plural(of: singular) == plural)
    }
}
