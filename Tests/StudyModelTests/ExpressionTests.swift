import StudyModel
import Testing

/// Constraints: what they mean, and what is said about mistakes in them.
@Suite struct ExpressionTests {
    private static let configuration = Configuration([
        .init("a", .int(3)), .init("b", .float(0.1)), .init("c", .float(0.2)),
        .init("name", .text("SGD")), .init("on", .bool(true)), .init("none", .null),
        .init("large", .int((1 << 53) + 1)),
    ])

    private static let cases: [(text: String, isFulfilled: Bool)] = [
        ("a >= 3", true), ("a > 3", false), ("a < 4 and b < 0.05", false),
        ("a < 4 or b < 0.05", true), ("not a < 4", false), ("not not a < 4", true),
        ("not (name == 'SGD' and b > 0.05)", false), ("name == \"SGD\"", true),
        ("name != 'Adam'", true), ("on", true), ("not on", false), ("on == false", false),
        ("none == null", true), ("a != null", true),
        // Precedence.
        ("1 + 2 * a == 7", true), ("(1 + 2) * a == 9", true), ("-a + 5 == 2", true),
        ("2 - 1 - 1 == 0", true), ("a == 1 or a == 3 and b > 1", false),
        ("(a == 3 or a == 1) and b > 0", true), ("not on or a == 3", true),
        // Sums that only rounding sets apart are equal; values as such are compared exactly.
        ("b + c <= 0.3", true), ("b + c == 0.3", true), ("b + c < 0.3", false),
        ("b < 0.10000000000000002", true), ("3 * b == 0.3", true), ("b + c <= 0.2999999", false),
        // Ints are exact.
        ("large > 9007199254740992", true), ("large - 9007199254740992 == 1", true),
        ("large == 9007199254740992", false), ("1 < a <= 3", true), ("1 < a < 3", false),
        ("a·2 − 1 == 5", true), (".5 + a == 3.5", true), ("1e1 > a", true),
        // Fulfilled, since they say nothing about the configuration.
        ("missing > 5", true), ("missing == 'x' or a > 5", true), ("none > 5", true),
        ("none > 5 or a > 5", true),
        // Decided by the other part.
        ("none > 5 and a > 5", false), ("none == null or none > 5", true),
    ]

    @Test("A constraint holds or not", arguments: cases)
    func truth(_ text: String, isFulfilled: Bool) throws {
        let constraint = try Constraint(text)
        #expect(constraint.isFulfilled(by: Self.configuration) == isFulfilled, "\(text)")
    }

    private static let mistakes: [(text: String, column: Int)] = [
        ("", 1), ("a >=", 5), ("a >= * 2", 6), ("(a > 1", 7), ("a > 1)", 6), ("a = 1", 3),
        ("a > 1 b", 7), ("name == 'SGD", 9), ("a > 1.2.3", 5), ("a > 3x", 5), ("a ~ 2", 3),
        ("a > 99999999999999999999", 5), ("and a > 1", 1), ("a > 1 and", 10),
        ("1e999 > a", 1),
    ]

    @Test("A mistake has its column", arguments: mistakes)
    func columns(_ text: String, column: Int) {
        do {
            _ = try Constraint(text)
            Issue.record("'\(text)' was read")
        } catch {
            #expect(error.column == column, "'\(text)': \(error.text)")
        }
    }

    @Test("Deeply nested and long texts are refused, not followed")
    func hostile() {
        for text in [
            String(repeating: "(", count: 900) + "a" + String(repeating: ")", count: 90),
            String(repeating: "not ", count: 200) + "a", String(repeating: "-", count: 500) + "1",
            "a > " + String(repeating: "1 + ", count: 5_000) + "1",
        ] {
            #expect(throws: ExpressionMistake.self) { try Constraint(text) }
        }
        let sum = "a > " + String(repeating: "1+", count: 490) + "1"
        #expect(throws: Never.self) { try Constraint(sum) }
    }

    @Test("Kinds that never fit are found before any trial")
    func kinds() throws {
        let kinds: (String) -> Expression.Kinds? = {
            ["a": [.number], "name": [.text], "on": [.bool], "mixed": [.number, .null]][$0]
        }
        func column(_ text: String) throws -> Int? {
            do {
                try Constraint(text).expression.checkTruth(kinds)
                return nil
            } catch let mistake as ExpressionMistake {
                return mistake.column
            }
        }
        for text in ["a > 1", "on", "mixed > 1", "mixed == null", "not on and name == 'x'"] {
            #expect(try column(text) == nil, "\(text)")
        }
        #expect(try column("a") == 1)
        #expect(try column("a > name") == 5)
        #expect(try column("a > 1 and b > 1") == 11)
        #expect(try column("a + on > 1") == 5)
        #expect(try column("name == 3") == 1)
        #expect(try column("not a") == 5)
        #expect(try column("a == null") == 1)
    }

    @Test("By how much a metric misses its condition")
    func violations() throws {
        func violation(_ text: String, _ metrics: [String: Double]) throws -> Double {
            try OutcomeConstraint(text).violation(by: metrics)
        }
        #expect(try violation("memory <= 8", ["memory": 8]) == 0)
        #expect(try violation("memory <= 8", ["memory": 10]) == 2)
        #expect(try violation("accuracy >= 0.5", ["accuracy": 0.25]) == 0.25)
        #expect(try violation("memory < 8", ["memory": 8]) > 0)
        #expect(try violation("memory < 8", ["memory": 7]) == 0)
        #expect(try violation("`val/loss` < 2 * loss", ["val/loss": 3, "loss": 1]) == 1)
        #expect(try violation("memory <= 8", [:]) == .infinity)
        #expect(try violation("memory <= 8", ["memory": .nan]) == .infinity)
        for text in [
            "memory", "memory == 8", "memory < 8 and a < 1", "not memory < 8", "1 < m < 2",
        ] {
            #expect(throws: ExpressionMistake.self) { try OutcomeConstraint(text) }
        }
    }
}
