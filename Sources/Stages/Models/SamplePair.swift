/// Two test samples, counted from 0, separated by a comma.
package struct SamplePair: Sendable, Hashable {
    package var first: Int
    package var second: Int

    /// Nil if the text is no such pair.
    package init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }.filter { $0 >= 0 }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        (first, second) = (numbers[0], numbers[1])
    }

    package var text: String { "\(first),\(second)" }
}
