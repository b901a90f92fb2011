/// Where a trainer's time goes, by a clock that the caller brings.
struct StageProfile {
    enum Pass: Int, CaseIterable { case forward, dataGradient, weightGradient }

    /// Nanoseconds since some moment.
    var now: () -> UInt64
    /// Nanoseconds by stage and pass.
    var stages: [[UInt64]]
    var loading: UInt64 = 0
    var loss: UInt64 = 0
    var reduction: UInt64 = 0
    var optimizer: UInt64 = 0

    init(stageCount: Int, now: @escaping () -> UInt64) {
        self.now = now
        let none = Array(repeating: UInt64(0), count: Pass.allCases.count)
        stages = Array(repeating: none, count: stageCount)
    }

    mutating func add(_ pass: Pass, stage: Int, since begin: UInt64?) {
        guard let begin else { return }
        stages[stage][pass.rawValue] += now() - begin
    }

    mutating func add(_ part: WritableKeyPath<StageProfile, UInt64>, since begin: UInt64?) {
        guard let begin else { return }
        self[keyPath: part] += now() - begin
    }
}
