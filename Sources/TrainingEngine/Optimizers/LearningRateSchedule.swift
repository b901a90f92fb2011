/// Changes the learning rate during training, as torch.optim.lr_scheduler does.
///
/// A schedule is a pure function of the progress and of the losses so far. It has no state, so a
/// checkpoint needs no entry for it.
///
///     trainer.learningRate = schedule.rate(base: 1e-3, at: epoch, history: validationLosses)
package struct LearningRateSchedule: Sendable, Hashable {
    package enum Rule: Sendable, Hashable {
        case constant
        /// Multiplies the rate by `factor` after every `count` steps: StepLR.
        case step(every: Int, factor: Double = 0.1)
        /// Multiplies the rate by `factor` after each step: ExponentialLR.
        case exponential(factor: Double)
        /// Half a cosine down to `minimum` in `period` steps, and up again: CosineAnnealingLR.
        ///
        /// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts",
        /// ICLR 2017, without restarts.
        case cosine(period: Int, minimum: Double = 0)
        case oneCycle(OneCycle)
        case plateau(Plateau)
    }

    /// Raises the rate to the base rate and lowers it again: OneCycleLR with two phases and
    /// constant momentum.
    ///
    /// Source: Smith and Topin, "Super-convergence: very fast training of neural networks using
    /// large learning rates", 2018.
    package struct OneCycle: Sendable, Hashable {
        /// The total number of steps; the last step's rate is kept after them.
        package var steps: Int
        /// The fraction of the steps in which the rate rises.
        package var risingShare = 0.3
        /// The base rate divided by the first rate.
        package var startDivisor = 25.0
        /// The first rate divided by the last rate.
        package var endDivisor = 1e4
        /// Whether the rate changes linearly instead of by cosines.
        package var isLinear = false

        package init(steps: Int) { self.steps = steps }
    }

    /// Multiplies the rate by `factor` when the loss has not improved for a while:
    /// ReduceLROnPlateau with a relative threshold and mode `min`.
    package struct Plateau: Sendable, Hashable {
        package var factor = 0.1
        /// The number of consecutive losses without improvement that are tolerated.
        package var patience = 10
        /// A loss below best · (1 - threshold) is an improvement.
        package var threshold = 1e-4
        /// The number of losses after a reduction that are not counted.
        package var cooldown = 0
        package var minimum = 0.0
        /// The smallest reduction that is made.
        package var leastChange = 1e-8

        package init() {}
    }

    /// Raises the rate linearly from a fraction of the base rate before the rule begins: LinearLR
    /// in a SequentialLR.
    package struct WarmUp: Sendable, Hashable {
        package var steps = 5
        package var startFactor = 1.0 / 3

        package init(steps: Int = 5, startFactor: Double = 1.0 / 3) {
            self.steps = steps
            self.startFactor = startFactor
        }
    }

    package var rule: Rule
    package var warmUp: WarmUp?

    package init(_ rule: Rule, warmUp: WarmUp? = nil) {
        self.rule = rule
        self.warmUp = warmUp
    }

    /// The learning rate of a step, or of an epoch, depending on the caller's unit.
    ///
    /// - Parameters:
    ///   - base: the optimizer's learning rate; with one cycle, the peak.
    ///   - count: the finished steps. Rules other than the plateau start to count after the
    ///     warm-up.
    ///   - history: the losses of all finished epochs; only the plateau uses them.
    package func rate(base: Double, at count: Int, history: [Double] = []) -> Double {
        var count = count
        if let warmUp {
            if count < warmUp.steps {
                let share = Double(count) / Double(warmUp.steps)
                return base * (warmUp.startFactor + (1 - warmUp.startFactor) * share)
            }
            count -= warmUp.steps
        }
        switch rule {
        case .constant: return base
        case .step(let every, let factor):
            return base * PortableNumbers.power(factor, count / every)
        case .exponential(let factor): return base * PortableNumbers.power(factor, count)
        case .cosine(let period, let minimum):
            return Self.cosine(from: base, to: minimum, at: Double(count) / Double(period))
        case .oneCycle(let cycle): return cycle.rate(base: base, at: count)
        case .plateau(let plateau): return plateau.rate(base: base, after: history)
        }
    }

    /// Interpolates between two rates by half a cosine, for `share` from 0 to 1.
    fileprivate static func cosine(from start: Double, to end: Double, at share: Double) -> Double {
        end + (start - end) * (1 + PortableNumbers.cosine(halfTurns: share)) / 2
    }
}

extension LearningRateSchedule.OneCycle {
    fileprivate func rate(base: Double, at count: Int) -> Double {
        let first = base / startDivisor
        let last = first / endDivisor
        // As in PyTorch, the peak may lie between two steps.
        let peak = risingShare * Double(steps) - 1
        let end = Double(steps - 1)
        let place = min(Double(count), end)
        // A cycle of few steps may begin at its peak.
        let isRising = peak > 0 && place <= peak
        let (from, to) = isRising ? (first, base) : (base, last)
        let share = isRising ? place / peak : (place - peak) / (end - peak)
        return isLinear
            ? from + (to - from) * share
            : LearningRateSchedule.cosine(from: from, to: to, at: share)
    }
}

extension LearningRateSchedule.Plateau {
    fileprivate func rate(base: Double, after history: [Double]) -> Double {
        var (rate, best) = (base, Double.infinity)
        var (bad, cooling) = (0, 0)
        for loss in history {
            if loss < best * (1 - threshold) {
                best = loss
                bad = 0
            } else {
                bad += 1
            }
            if cooling > 0 {
                cooling -= 1
                bad = 0
            }
            guard bad > patience else { continue }
            let reduced = max(rate * factor, minimum)
            if rate - reduced > leastChange { rate = reduced }
            cooling = cooldown
            bad = 0
        }
        return rate
    }
}

extension LearningRateSchedule {
    /// - Throws: `EngineError.invalidSetting` for the first setting out of range.
    package func validate() throws(EngineError) {
        func demand(
            _ name: String, _ found: Double, _ isRight: Bool, _ expected: String
        ) throws(EngineError) {
            guard isRight, found.isFinite else {
                throw .invalidSetting(name: name, found: "\(found)", expected: expected)
            }
        }
        func demand(_ name: String, _ found: Int, atLeast least: Int) throws(EngineError) {
            guard found >= least else {
                throw .invalidSetting(name: name, found: "\(found)", expected: "at least \(least)")
            }
        }
        let share = "above 0 and below 1"
        if let warmUp {
            let factor = warmUp.startFactor
            try demand("the warm-up's steps", warmUp.steps, atLeast: 1)
            try demand(
                "the warm-up's start factor", factor, factor > 0 && factor <= 1,
                "above 0 and at most 1")
        }
        switch rule {
        case .constant: break
        case .step(let every, let factor):
            try demand("the steps between reductions", every, atLeast: 1)
            try demand("the reduction's factor", factor, factor > 0, "above 0 and finite")
        case .exponential(let factor):
            try demand("the reduction's factor", factor, factor > 0, "above 0 and finite")
        case .cosine(let period, let minimum):
            try demand("the cosine's period", period, atLeast: 1)
            try demand("the cosine's minimum", minimum, minimum >= 0, "at least 0 and finite")
        case .oneCycle(let cycle):
            let rising = cycle.risingShare
            try demand("the cycle's steps", cycle.steps, atLeast: 2)
            try demand("the cycle's rising share", rising, rising > 0 && rising < 1, share)
            for (name, divisor) in [("start", cycle.startDivisor), ("end", cycle.endDivisor)] {
                try demand(
                    "the cycle's \(name) divisor", divisor, divisor > 0, "above 0 and finite")
            }
        case .plateau(let plateau):
            let factor = plateau.factor
            try demand("the reduction's factor", factor, factor > 0 && factor < 1, share)
            try demand("the plateau's patience", plateau.patience, atLeast: 0)
            try demand("the plateau's cooldown", plateau.cooldown, atLeast: 0)
            for (name, value) in [
                ("threshold", plateau.threshold), ("minimum", plateau.minimum),
                ("least change", plateau.leastChange),
            ] {
                try demand(
                    "the plateau's \(name)", value, value >= 0, "at least 0 and finite")
            }
        }
    }
}
