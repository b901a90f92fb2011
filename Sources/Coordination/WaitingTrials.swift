internal import HeapModule

/// The trials that wait for a worker: lowest number first, but those that keep losing their workers
/// last, so that a trial that kills workers can't stop the others.
///
/// A trial that is no longer waiting may still be in a heap; whoever takes one asks whether it
/// waits.
struct WaitingTrials: Sendable {
    /// After this many losses a trial goes behind all that had fewer.
    static let suspectLosses = 3

    private var usual = Heap<Int>()
    private var suspects = Heap<Int>()
    /// Trials that a worker is to run alone: they may be what ended several.
    private var alone = Heap<Int>()
    /// Trials that some worker could not execute, in the order of their numbers.
    private(set) var refused: [Refused] = []

    struct Refused: Sendable {
        var trial: Int
        /// When it may go to a worker again that could not execute it.
        var from: Instant
        /// When it is offered to the workers again, since none of them could have it.
        var offered = Instant.zero
    }

    mutating func insert(_ trial: Int, losses: Int) {
        if losses >= Self.suspectLosses { suspects.insert(trial) } else { usual.insert(trial) }
    }

    mutating func insertAlone(_ trial: Int) { alone.insert(trial) }

    /// - Parameter instant: when the trial may go to a worker that could not execute it.
    mutating func insertRefused(_ trial: Int, from instant: Instant = .zero) {
        removeRefused(trial)
        let place = refused.firstIndex { $0.trial > trial } ?? refused.endIndex
        refused.insert(Refused(trial: trial, from: instant), at: place)
    }

    /// Has those that were on offer wait before they are offered again.
    mutating func postponeRefused(until instant: Instant, from now: Instant) {
        for place in refused.indices where refused[place].offered <= now {
            refused[place].offered = instant
        }
    }

    mutating func removeRefused(_ trial: Int) { refused.removeAll { $0.trial == trial } }

    /// Time in proportion to how many wait.
    func contains(_ trial: Int) -> Bool {
        usual.unordered.contains(trial) || suspects.unordered.contains(trial)
            || alone.unordered.contains(trial) || refused.contains { $0.trial == trial }
    }

    /// Whether none waits, apart from those that some worker could not execute.
    var hasNoOthers: Bool { usual.isEmpty && suspects.isEmpty && alone.isEmpty }

    mutating func removeUsual() -> Int? { usual.popMin() }
    mutating func removeSuspect() -> Int? { suspects.popMin() }
    mutating func removeAlone() -> Int? { alone.popMin() }
}
