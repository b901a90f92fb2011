import Objectives
import StudyModel
import UserPrograms

/// What a program prints, on its way to the log, the results and the observer.
final class ProgramOutput {
    var collector: ResultCollector
    var log: ProgramLog
    private let epochs: Int
    private let observer: any TrialObserver
    /// The states that the program saves while it runs; nil if they are not kept.
    private(set) var saved: RunningCheckpoint?
    private var output = OutputLines()
    private var errors = OutputLines()

    init(
        _ settings: ProgramSettings, _ segment: ResultCollector.Segment,
        observer: any TrialObserver, saved: RunningCheckpoint?, log: ProgramLog
    ) throws(ReportMistake) {
        collector = try ResultCollector(settings, segment)
        epochs = segment.epochs
        self.observer = observer
        self.saved = saved
        self.log = log
    }

    /// Whether nothing that it could still print counts.
    var isOver: Bool { collector.failure != nil || collector.hasReachedEnd }

    func take(_ bytes: [UInt8], from stream: ResultCollector.Stream) {
        switch stream {
        case .output: output.take(bytes) { take(line: $0, from: stream) }
        case .errors: errors.take(bytes) { take(line: $0, from: stream) }
        }
    }

    /// Keeps the newest saved state, if it is time for one.
    ///
    /// A killed worker then costs the epochs since this state only.
    func keepCheckpoint() {
        guard saved?.fault == nil, !isOver, observer.wantsCheckpoint,
            let bytes = saved?.read(collector.results)
        else { return }
        observer.keep(checkpoint: bytes)
    }

    /// Takes the last lines, if they have no ends.
    func finish() {
        output.finish { take(line: $0, from: .output) }
        errors.finish { take(line: $0, from: .errors) }
    }

    private func take(line: [UInt8], from stream: ResultCollector.Stream) {
        log.add(line)
        for result in collector.take(line, from: stream) {
            observer.record(result)
            observer.advanced(samples: 0, fraction: Double(result.epoch) / Double(epochs))
        }
    }
}
