import Coordination
import Foundation
import Runtime
import Studies

/// Records when trials finish, and forwards the events to another display.
final class TimingDisplay: SearchDisplay {
    private let shown: (any SearchDisplay)?
    private let trials: Int
    let tenth: Int
    private var finished = 0
    private var start: Mark?
    private var afterFirstTenth: Mark?
    private var beforeLastTenth: Mark?
    private var ending: Mark?

    /// Seconds of wall-clock time and of this thread's processor time.
    struct Mark {
        var wall = SystemTime.now.seconds(since: .zero)
        var processor = Double(ParallelTraining.now(CLOCK_THREAD_CPUTIME_ID)) * 1e-9
    }

    init(showing shown: (any SearchDisplay)?, trials: Int) {
        self.shown = shown
        self.trials = trials
        tenth = max(1, trials / 10)
    }

    var whole: Mark { between(start, ending) }
    var firstTenth: Mark { between(start, afterFirstTenth) }

    /// For a single trial, the whole run.
    var lastTenth: Mark { between(trials > 1 ? beforeLastTenth : start, ending) }

    private func between(_ start: Mark?, _ end: Mark?) -> Mark {
        guard let start, let end else { return Mark(wall: .nan, processor: .nan) }
        return Mark(wall: end.wall - start.wall, processor: end.processor - start.processor)
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        shown?.noticed(notice, in: coordinator)
        switch notice {
        case .workerJoined where start == nil: start = Mark()
        case .trialFinished:
            finished += 1
            if finished == tenth { afterFirstTenth = Mark() }
            if finished == trials - tenth { beforeLastTenth = Mark() }
            if finished == trials { ending = Mark() }
        default: break
        }
    }

    func listening(at endpoint: String) { shown?.listening(at: endpoint) }
    func awaitingWorkers() { shown?.awaitingWorkers() }
    func storageChanged(problem: String?) { shown?.storageChanged(problem: problem) }
    func warned(_ warning: String) { shown?.warned(warning) }
    func ignored(_ reason: String) { shown?.ignored(reason) }
    func refresh(_ coordinator: CoordinatorShell) { shown?.refresh(coordinator) }
    func end() { shown?.end() }
    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {}
}
