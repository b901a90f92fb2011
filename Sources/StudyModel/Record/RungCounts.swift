/// How many trials have reached each stop of a study's scheduler, and what became of them there.
///
/// It is kept up to date change by change: a change of a trial takes a time that depends on the
/// number of stops only (logarithmically), never on the number of trials.
package struct RungCounts: Sendable, Hashable, Codable {
    /// A stop, or the last epoch.
    package struct Rung: Sendable, Hashable, Codable {
        package var epoch: Int
        /// The trials that paused here at least once; at the last epoch, the complete trials.
        package var reached = 0
        package var pruned = 0
        /// The trials that wait here for the scheduler's decision.
        package var paused = 0
        /// The trials that a worker trains towards this epoch.
        package var running = 0

        package init(epoch: Int) { self.epoch = epoch }

        /// The trials that continued from here.
        package var kept: Int { reached - pruned - paused }

        /// Whether a trial was here or is on its way.
        package var isUsed: Bool { reached > 0 || running > 0 }
    }

    /// What is counted of a trial.
    package struct Place: Sendable, Hashable {
        package var state: Trial.State
        package var epoch: Int
        package var until: Int?
        /// The epoch at which it branched off another trial; nil if it began untrained.
        package var start: Int?

        package init(state: Trial.State, epoch: Int, until: Int?, start: Int?) {
            self.state = state
            self.epoch = epoch
            self.until = until
            self.start = start
        }

        package init(_ trial: Trial) {
            self.init(
                state: trial.state, epoch: trial.epoch, until: trial.until,
                start: trial.origin?.epoch)
        }
    }

    /// The stops in ascending order, then the last epoch.
    package private(set) var rungs: [Rung]
    /// The epochs of all ended segments.
    package private(set) var epochsTrained = 0
    /// The number of trials that began untrained.
    package private(set) var begun = 0

    /// - Parameter stops: the epochs at which the scheduler decides, in ascending order.
    package init(stops: [Int], epochs: Int) {
        rungs = (stops.filter { $0 < epochs } + [epochs]).map(Rung.init)
    }

    /// The epochs that the trials begun so far take if all are trained to the end.
    package var epochsOfFullTraining: Int { begun * (rungs.last?.epoch ?? 0) }

    /// Counts trials in a place.
    package mutating func add(_ place: Place, count: Int = 1) {
        // A damaged record may hold any number, which must not end the program.
        epochsTrained &+= count &* (place.epoch &- (place.start ?? 0))
        if place.start == nil { begun += count }
        let last = rungs.count - 1
        switch place.state {
        case .pruned: rung(at: place.epoch).map { rungs[$0].pruned += count }
        case .paused: rung(at: place.epoch).map { rungs[$0].paused += count }
        case .running:
            (place.until.map(rung(at:)) ?? last).map { rungs[$0].running += count }
        case .complete: rungs[last].reached += count
        case .waiting, .failed: break
        }
    }

    /// Counts trials that paused at a stop.
    package mutating func addReached(_ epoch: Int, count: Int = 1) {
        rung(at: epoch).map { rungs[$0].reached += count }
    }

    /// Counts a trial of a record.
    package mutating func add(_ trial: Trial, _ attempts: [AttemptRecord]) {
        add(Place(trial))
        for attempt in attempts where attempt.outcome == .reached {
            if let epoch = attempt.until { addReached(epoch) }
        }
    }

    /// A trial changed.
    package mutating func change(from old: Place, to new: Place) {
        add(old, count: -1)
        add(new)
        if new.state == .paused, old.state != .paused { addReached(new.epoch) }
    }

    /// The same without stops that no trial has reached or is on its way to: a scheduler may have
    /// as many stops as epochs.
    package var used: RungCounts {
        var copy = self
        let last = rungs.last?.epoch
        copy.rungs = rungs.filter { $0.isUsed || $0.epoch == last }
        return copy
    }

    /// The index of the rung of an epoch; nil if the scheduler does not decide there.
    private func rung(at epoch: Int) -> Int? {
        var low = 0
        var high = rungs.count
        while low < high {
            let middle = (low + high) / 2
            if rungs[middle].epoch < epoch { low = middle + 1 } else { high = middle }
        }
        return low < rungs.count && rungs[low].epoch == epoch ? low : nil
    }
}
