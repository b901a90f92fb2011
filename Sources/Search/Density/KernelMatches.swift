/// Which kernels of an estimator have a counterpart in an earlier one.
///
/// It is that of the same trial, or for the last kernel, the prior's.
struct KernelMatches: Sendable {
    /// Per kernel: the number of its counterpart; -1 if there is none.
    let places: [Int32]

    /// - Parameters:
    ///   - trials: the trials of the kernels, ascending; the prior's kernel follows them.
    ///   - earlier: those of the earlier estimator; empty if there is none.
    init(_ trials: [Int], in earlier: [Int]) {
        guard !earlier.isEmpty else {
            places = Array(repeating: -1, count: trials.count + 1)
            return
        }
        var place = 0
        places = [Int32](unsafeUninitializedCapacity: trials.count + 1) { places, count in
            for trial in trials {
                while place < earlier.count, earlier[place] < trial { place += 1 }
                let isFound = place < earlier.count && earlier[place] == trial
                places[count] = isFound ? Int32(place) : -1
                count += 1
            }
            places[count] = Int32(earlier.count)
            count += 1
        }
    }
}
