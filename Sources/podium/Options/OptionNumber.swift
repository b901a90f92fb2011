import Stages

/// What is wrong with an option's text; the parser prints it behind the option's name.
struct OptionMistake: Error, CustomStringConvertible {
    var description: String
}

/// Reads the numbers of options, and says what is expected in place of another text.
///
/// The commands check the ranges when all options are known.
enum OptionNumber {
    typealias Reader<Value> = @Sendable (String) throws -> Value

    /// A whole number.
    static func whole(from lowest: Int, to highest: Int? = nil) -> Reader<Int> {
        { text in
            let isTooLarge = Int(text) == nil && text.allSatisfy(\.isNumber) && !text.isEmpty
            return try value(
                Int(text),
                "a whole number from \(lowest)"
                    + ((highest ?? (isTooLarge ? Int.max : nil)).map { " to \($0)" } ?? ""))
        }
    }

    /// Any whole number.
    static func whole() -> Reader<Int> { { try value(Int($0), "a whole number") } }

    /// A whole number that numbers are drawn from.
    static func seed() -> Reader<UInt64> {
        { try value(UInt64($0), "a whole number from 0 to \(UInt64.max)") }
    }

    /// A number with or without a fraction.
    static func number(_ expected: String = "a number") -> Reader<Double> {
        { try value(Double($0), expected) }
    }

    /// Whole numbers from 1, separated by commas.
    static func list() -> Reader<NumberList> {
        { text in
            try value(
                NumberList(argument: text), "whole numbers from 1, separated by commas: 1,2")
        }
    }

    /// The numbers of two test samples.
    static func pair() -> Reader<SamplePair> {
        { try value(SamplePair(argument: $0), "two numbers of test samples from 0, such as 0,1") }
    }

    private static func value<Value>(_ value: Value?, _ expected: String) throws -> Value {
        guard let value else { throw OptionMistake(description: "expected \(expected)") }
        return value
    }
}
