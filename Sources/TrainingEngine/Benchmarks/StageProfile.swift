import KernelTypes

/// The times of a trainer's parts, by the caller's clock.
struct StageProfile {
    enum Pass: Int, CaseIterable { case forward, dataGradient, weightGradient }

    /// A part of a training step that is timed.
    enum Part {
        case stage(Int, Pass)
        case loading, loss, reduction, optimizer
    }

    /// A clock in nanoseconds.
    var now: () -> UInt64
    /// Nanoseconds by stage and pass.
    var stages: [[Double]]
    var loading = 0.0
    var loss = 0.0
    var reduction = 0.0
    var optimizer = 0.0

    init(stageCount: Int, now: @escaping () -> UInt64) {
        self.now = now
        let none = Array(repeating: 0.0, count: Pass.allCases.count)
        stages = Array(repeating: none, count: stageCount)
    }

    mutating func add(_ nanoseconds: UInt64, to part: Part) {
        let nanoseconds = Double(nanoseconds)
        switch part {
        case .stage(let stage, let pass): stages[stage][pass.rawValue] += nanoseconds
        case .loading: loading += nanoseconds
        case .loss: loss += nanoseconds
        case .reduction: reduction += nanoseconds
        case .optimizer: optimizer += nanoseconds
        }
    }

    /// Nanoseconds per sample, minus the cost of reading the clock.
    func perSample(_ samples: Int) -> StageProfile {
        let reads = 1000
        let begin = now()
        for _ in 0..<reads { _ = now() }
        let reading = Double(now() - begin) / Double(reads)
        // All parts are measured once per panel, except those of a whole batch.
        let panels = Double((samples + laneCount - 1) / laneCount)
        func share(_ nanoseconds: Double) -> Double {
            max(0, nanoseconds - panels * reading) / Double(samples)
        }
        var result = self
        result.stages = stages.map { $0.map(share) }
        result.loading = share(loading)
        result.loss = share(loss)
        result.reduction = reduction / Double(samples)
        result.optimizer = optimizer / Double(samples)
        return result
    }

    /// The smaller of two times for each part.
    func smallest(_ other: StageProfile) -> StageProfile {
        var result = self
        result.stages = zip(stages, other.stages).map { zip($0, $1).map { min($0, $1) } }
        result.loading = min(loading, other.loading)
        result.loss = min(loss, other.loss)
        result.reduction = min(reduction, other.reduction)
        result.optimizer = min(optimizer, other.optimizer)
        return result
    }
}

extension PanelWorkspace {
    /// Does a part of a step and adds its time to the profile, if there is one.
    @inline(__always)
    func timed(_ part: StageProfile.Part, _ body: () -> Void) {
        guard let now = profile?.now else { return body() }
        let begin = now()
        body()
        profile?.add(now() - begin, to: part)
    }
}
