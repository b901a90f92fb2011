import Coordination
import Portable
import StudyModel

extension CoordinatorNotice {
    /// The text of the notice, or nil if it is shown in another way.
    ///
    /// Names, reasons and outcomes come from a worker.
    var text: String? {
        switch self {
        case .workerJoined(let worker, let slots):
            "\(worker.shown) joined with \(slots, "slot")"
        case .workerReturned(let worker): "\(worker.shown) is back"
        case .workerLeft(let worker): "\(worker.shown) left"
        case .workerRejected(_, let text): "rejected: \(ForeignText.shown(text, limit: 500))"
        case .trialFinished: nil
        case .attemptEnded(let attempt, _, let note):
            "trial \(attempt.trial) of \(attempt.study) waits again: \(ForeignText.shown(note))"
        case .conflict(let attempt, let recorded, let received):
            "ALARM: \(attempt) gave \(ForeignText.shown("\(received)")), recorded is "
                + "\(ForeignText.shown("\(recorded)")): the same trial must give the same result; "
                + "the recorded one stays"
        case .refused(let text): ForeignText.shown(text, limit: 500)
        case .studyFinished(let name): "study \(name) is done"
        case .studyHalted(let name, let reason): "study \(name) stops: \(reason)"
        case .programsNotAllowed(let worker, let study):
            "\(worker.shown) was started without --allow-commands, so it gets no trials of \(study)"
        case .noWorkerFor(let study, let reason):
            "study \(study) waits: \(ForeignText.shown(reason, limit: 500))"
        case .drawnAtRandom(let study, let trial):
            "trial \(trial) of \(study) is drawn at random: the sampler could not fit its model"
        case .workerInTrouble(let worker, let study, let reason):
            "worker \(worker.name) can't execute trials of \(study) and gets none of them for a "
                + "while: \(reason)"
        case .workersShareName(let workers):
            (workers.first?.shown ?? "") + ": "
                + ForeignText.shown(CoordinatorMachine.namesakesText(workers), limit: 500)
        }
    }

    /// Whether the notice reports something that should not happen.
    var isAlarm: Bool {
        switch self {
        case .workerRejected, .conflict, .refused, .studyHalted, .workerInTrouble,
            .programsNotAllowed, .noWorkerFor, .drawnAtRandom, .workersShareName:
            true
        case .workerJoined, .workerReturned, .workerLeft, .trialFinished, .attemptEnded,
            .studyFinished:
            false
        }
    }
}

extension WorkerIdentity {
    fileprivate var shown: String { "worker \(ForeignText.shown(name))" }
}
