import ArgumentParser

/// Integers of at least 1, separated by commas.
struct NumberList: ExpressibleByArgument {
    var numbers: [Int]

    init(_ numbers: [Int]) { self.numbers = numbers }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = parts.compactMap { Int($0) }.filter { $0 >= 1 }
        guard numbers.count == parts.count else { return nil }
    }

    var defaultValueDescription: String {
        numbers.map(String.init).joined(separator: ",")
    }
}
