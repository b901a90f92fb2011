import Testing

@testable import UserPrograms

@Suite("Regular expressions for metrics")
struct MetricPatternTests {
    private func found(_ pattern: String, _ line: String) throws -> String? {
        try MetricPattern("a", pattern).found(in: line).map(String.init)
    }

    private func refusal(_ pattern: String) -> String? {
        do {
            _ = try MetricPattern("a", pattern)
            return nil
        } catch { return error.text }
    }

    @Test(
        "Repetitions of repetitions take no longer than others",
        arguments: [
            "(a+)+$", "(?:a|a)*(b)$", "(?:a*)*(b)", "((?:a|aa)+)$", "(?:a?){40}a{40}(c)",
            #"(?:\w+ ?)+:(b)"#, "(a{1,30}){1,30}b",
        ])
    func nested(pattern: String) throws {
        let line = String(repeating: "a", count: 4000) + "!"
        let nothing = try found(pattern, line)
        #expect(nothing == nil)
    }

    @Test(
        "What patterns are written with has its usual meaning",
        arguments: [
            (#"loss[:=]\s*([-+.\deE]+)"#, "step 3 loss: 2e-1, loss=1e-1 end", "1e-1"),
            (#"Epoch (\d+)/"#, "Epoch 12/20", "12"),
            (#"^(?:a|ab)(c|bcd)"#, "abcd", "bcd"),
            ("(a+?)b?$", "aaab", "aaa"),
            ("<(.*?)>", "<x> <y>", "y"),
            ("<(.*)>", "<x> <y>", "x> <y"),
            (#"\bloss (\S+)"#, "myloss 1 loss 2 loss_x", "2"),
            (#"\Bloss (\S+)"#, "myloss 1 loss 2", "1"),
            ("(?i)LOSS (?<value>[0-9]{1,3})", "Loss 12345", "123"),
            ("(?i:L)oss(?P<v>x*)", "lossxx", "xx"),
            (#"\x41\u{42}([^\]\d-]+)"#, "ABc-3", "c"),
            ("x{,2}(y{2,})", "xxxyyy", "yyy"),
            ("a{(b)}", "a{b}", "b"),
            ("größe=([0-9,]+)", "größe=3,5", "3,5"),
            ("()", "abc", ""),
            ("(a)|b", "ab", nil as String?),
            ("(a)$", "ab", nil),
        ])
    func meaning(pattern: String, line: String, expected: String?) throws {
        let text = try found(pattern, line)
        #expect(text == expected)
    }

    @Test(
        "What no search in linear time can have is refused in words",
        arguments: [
            (#"(a)\1"#, #"has '\1', which is not read"#), ("(?=b)(a)", "lookahead"),
            ("(?<!b)(a)", "lookbehind"), ("(a++)", "behind a repetition"),
            ("(a", "a ( without a )"), ("(a))", "a ) without a ("), ("([a)", "a [ without a ]"),
            ("*(a)", "nothing before it"), ("([z-a])", "does not go up"),
            ("(a{5000})", "at most 1000"), ("((?:a{900}){900})", "too many repetitions"),
            ("a", "has 0 groups"), ("(a)(b)", "has 2 groups"), (#"(a\"#, #"ends with a \"#),
        ])
    func refused(pattern: String, text: String) throws {
        let found = try #require(refusal(pattern))
        #expect(found.contains(text), "\(found)")
    }

    @Test("Nested groups have a limit, so that no pattern exhausts the stack")
    func depth() throws {
        let deep = String(repeating: "(?:", count: 5000) + String(repeating: ")", count: 5000)
        #expect(refusal("(a)" + deep) != nil)
    }

    @Test("Random patterns find what a search by trial and error finds")
    func standardLibrary() throws {
        var random = SmallGenerator(state: 7)
        var matches = 0
        for _ in 0..<3000 {
            let pattern = random.expression(depth: 3) + "(" + random.expression(depth: 2) + ")"
            let regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
            for _ in 0..<4 {
                let line = String((0..<random.below(12)).map { _ in random.pick("aabbc 1") })
                let expected = line.matches(of: regex).last?.output[1].substring.map(String.init)
                let text = try found(pattern, line)
                #expect(text == expected, "\(pattern) in '\(line)'")
                matches += text == nil ? 0 : 1
            }
        }
        #expect(matches > 1000)
    }
}

/// Draws patterns whose repetitions are of parts that are never empty.
///
/// They have no `\b`: in the standard library that is Unicode's, which the end of a line is too.
private struct SmallGenerator {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func pick(_ letters: String) -> Character { Array(letters)[below(letters.count)] }

    mutating func expression(depth: Int) -> String {
        guard depth > 0 else { return atom() }
        switch below(5) {
        case 0: return "(?:" + expression(depth: depth - 1) + "|" + atom() + ")"
        case 1: return atom() + repetition()
        case 2: return "(?:" + atom() + atom() + ")" + repetition()
        default: return expression(depth: depth - 1) + expression(depth: depth - 1)
        }
    }

    private mutating func repetition() -> String {
        ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{2,}"][below(9)]
    }

    private mutating func atom() -> String {
        ["a", "b", "c", "[ab]", "[^b]", ".", "\\w", "\\d", "\\s", " "][below(10)]
    }
}
