/// What a replayed study did, in the order of simulated time.
package struct ReplayOutcome: Sendable {
    /// One execution of a segment.
    package struct Segment: Sendable, Hashable {
        package var trial: Int
        /// The epoch at which it was to end.
        package var until: Int
        /// The epoch that the trial has reached by it; of a lost one, where it began.
        package var reached: Int
        /// The epochs that it trained; of a lost one, a fraction.
        package var epochs: Double
        package var isLost: Bool
        /// Whether the trial failed in it, by a value that is not finite.
        package var isDiverged: Bool
        /// Simulated seconds since the start of the study.
        package var startedAt: Double
        package var endedAt: Double
    }

    /// The rows of the trials.
    package internal(set) var order: [Int]
    /// How far each trial's configuration is from that of its row; empty if trials are rows.
    package internal(set) var distances: [Double] = []
    package let slots: Int
    /// All executions, in the order of their ends.
    package internal(set) var segments: [Segment] = []
    /// When the last trial ended, in simulated seconds.
    package internal(set) var seconds = 0.0
    /// When the last new trial was started: until then trials remain for any free slot.
    package internal(set) var drawingSeconds = 0.0
    var idleSlotSeconds = 0.0
    var idleSlotSecondsWhileDrawing = 0.0

    init(order: [Int], slots: Int) {
        self.order = order
        self.slots = slots
    }

    /// The epochs trained in total, lost ones included.
    package var epochs: Double { segments.reduce(0) { $0 + $1.epochs } }

    /// The share of slot time without work, until the last trial ended.
    package var idleShare: Double { share(idleSlotSeconds, of: seconds) }

    /// The share of slot time without work, until the last new trial was started.
    package var idleShareWhileDrawing: Double {
        share(idleSlotSecondsWhileDrawing, of: drawingSeconds)
    }

    private func share(_ idle: Double, of seconds: Double) -> Double {
        seconds > 0 ? idle / (Double(slots) * seconds) : 0
    }
}
