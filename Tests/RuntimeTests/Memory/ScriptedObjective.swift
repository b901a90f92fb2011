import Objectives
import StudyModel

@testable import Runtime

/// An objective that does what a test says, on a slot's thread.
final class ScriptedObjective: Objective {
    enum Order: Sendable {
        case end(value: Double)
        case keep(checkpoint: [UInt8])
        case record(epoch: Int)
        case fail(String)
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The trials that were begun, with their checkpoints.
    let begun = Story<TrialRequest>()
    private let orders = Story<(trial: Int, order: Order)>()

    /// Gives an execution of a trial its next order.
    func order(_ order: Order, of trial: Int) { orders.tell((trial, order)) }

    func run(_ request: TrialRequest, observer: any TrialObserver) throws -> ExecutionEnd {
        begun.tell(request)
        var done = 0
        while !observer.shouldStop {
            let mine = orders.all.filter { $0.trial == request.trial }
            guard mine.count > done else {
                orders.pause()
                continue
            }
            done += 1
            switch mine[done - 1].order {
            case .end(let value):
                let metrics = ["validation_loss": value]
                return .finished(
                    .complete(metrics: metrics),
                    intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)])
            case .keep(let checkpoint): observer.keep(checkpoint: checkpoint)
            case .record(let epoch):
                observer.record(IntermediateResult(epoch: epoch, metrics: ["validation_loss": 2]))
            case .fail(let reason): throw Failure(description: reason)
            }
        }
        return .stopped(checkpoint: [7, UInt8(request.trial)])
    }
}
