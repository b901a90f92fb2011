import CSupervisor

/// The cores that a process may use, by the numbers that the system gives them.
package enum CoreSet {
    /// Those of this process, the lowest first; empty where the system does not tell.
    package static var own: [Int] {
        var words = [UInt64](repeating: 0, count: wordCount)
        guard podium_own_cores(&words) > 0 else { return [] }
        return (0..<64 * wordCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
    }

    private static let wordCount = Int(podium_core_words)

    /// A C array with a bit for each core.
    static func words(_ cores: [Int]) -> CoreWords {
        var words = podium_request().cores
        withUnsafeMutableBytes(of: &words) { bytes in
            let bits = bytes.bindMemory(to: UInt64.self)
            for core in cores where (0..<64 * wordCount).contains(core) {
                bits[core / 64] |= 1 << UInt64(core % 64)
            }
        }
        return words
    }

    /// Swift's form of an array in a C struct.
    typealias CoreWords = (
        UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64,
        UInt64, UInt64, UInt64, UInt64, UInt64
    )
}
