/// Counts the numbers 0, 1, 2… that were all inserted, in any order.
struct PrefixCount: Sendable {
    /// Numbers 0..<count were inserted.
    private(set) var count = 0
    private var later: Set<Int> = []

    mutating func insert(_ number: Int) {
        guard number >= count else { return }
        guard number == count else {
            later.insert(number)
            return
        }
        count += 1
        while later.remove(count) != nil { count += 1 }
    }
}
