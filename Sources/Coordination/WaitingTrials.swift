internal import HeapModule

/// The trials that wait for a worker, lowest number first; trials that keep losing their workers
/// come last, so that they cannot block the others.
///
/// A heap may contain a trial that no longer waits. The caller must check this for each trial that
/// it takes.
struct WaitingTrials: Sendable {
    /// A trial with this many losses goes behind all trials with fewer.
    static let suspectLosses = 3

    private var usual = Heap<Int>()
    /// Those of the usual ones whose checkpoint a worker still has, by the worker's name.
    private var held: [String: Heap<Int>] = [:]
    private var suspects = Heap<Int>()
    /// Trials that must run alone: they may have crashed several workers.
    private var alone = Heap<Int>()
    /// Trials that some worker could not execute, ordered by number.
    private(set) var refused: [Refused] = []

    /// Trials that wait and are not handed out, because failures before them stop the study.
    private var later: Set<Int> = []
    /// The last trial that is handed out.
    private var last = Int.max

    struct Refused: Sendable {
        var trial: Int
        /// The earliest time for a second try on a worker that could not execute it.
        var from: Instant
        /// The next time it is offered, after no worker could take it.
        var offered = Instant.zero
    }

    /// Hands out no trial after `last` any more.
    mutating func hold(after last: Int) {
        self.last = last
        let heaps = [usual, suspects, alone].map(\.unordered) + [refused.map(\.trial)]
        later.formUnion(heaps.joined().filter { $0 > last })
        func kept(_ heap: Heap<Int>) -> Heap<Int> { Heap(heap.unordered.filter { $0 <= last }) }
        usual = kept(usual)
        suspects = kept(suspects)
        alone = kept(alone)
        held = held.mapValues(kept)
        refused.removeAll { $0.trial > last }
    }

    mutating func insert(_ trial: Int, losses: Int) {
        guard !isLater(trial) else { return }
        if losses >= Self.suspectLosses { suspects.insert(trial) } else { usual.insert(trial) }
    }

    /// A usual trial whose checkpoint a worker still has.
    mutating func insert(_ trial: Int, heldBy worker: String) {
        guard !isLater(trial) else { return }
        usual.insert(trial)
        held[worker, default: Heap()].insert(trial)
    }

    mutating func insertAlone(_ trial: Int) {
        if !isLater(trial) { alone.insert(trial) }
    }

    /// - Parameter instant: when the trial may go to a worker that could not execute it.
    mutating func insertRefused(_ trial: Int, from instant: Instant = .zero) {
        removeRefused(trial)
        guard !isLater(trial) else { return }
        let place = refused.firstIndex { $0.trial > trial } ?? refused.endIndex
        refused.insert(Refused(trial: trial, from: instant), at: place)
    }

    /// Delays the trials that were on offer.
    mutating func postponeRefused(until instant: Instant, from now: Instant) {
        for place in refused.indices where refused[place].offered <= now {
            refused[place].offered = instant
        }
    }

    mutating func removeRefused(_ trial: Int) { refused.removeAll { $0.trial == trial } }

    /// Time is linear in the number of waiting trials.
    func contains(_ trial: Int) -> Bool {
        usual.unordered.contains(trial) || suspects.unordered.contains(trial)
            || alone.unordered.contains(trial) || later.contains(trial)
            || refused.contains { $0.trial == trial }
    }

    /// Whether no trial waits, apart from the refused ones.
    var hasNoOthers: Bool { usual.isEmpty && suspects.isEmpty && alone.isEmpty }

    mutating func removeUsual() -> Int? { usual.popMin() }

    /// It is still among the usual ones, where it is then ignored.
    mutating func removeHeld(by worker: String) -> Int? {
        guard let trial = held[worker]?.popMin() else {
            held[worker] = nil
            return nil
        }
        return trial
    }

    /// Whether a trial is not handed out; then it is noted that it waits.
    private mutating func isLater(_ trial: Int) -> Bool {
        guard trial > last else { return false }
        later.insert(trial)
        return true
    }

    mutating func removeSuspect() -> Int? { suspects.popMin() }
    mutating func removeAlone() -> Int? { alone.popMin() }
}
