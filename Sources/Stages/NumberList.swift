/// Integers of at least 1, separated by commas.
package struct NumberList: Sendable, Hashable {
    package var numbers: [Int]

    package init(_ numbers: [Int]) { self.numbers = numbers }

    /// Nil if the text is no such list.
    package init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = parts.compactMap { Int($0) }.filter { $0 >= 1 }
        guard numbers.count == parts.count else { return nil }
    }

    package var text: String { numbers.map(String.init).joined(separator: ",") }
}
