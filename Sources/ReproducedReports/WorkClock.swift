import Portable
import Reporting
import Studies

/// Estimates the time left from the time per unit of work so far.
struct WorkClock {
    private let work: [Double]
    private let start = SystemTime.wallClock
    private var last = SystemTime.wallClock
    private var secondsSpent = 0.0
    private var workDone = 0.0

    init(work: [Double]) { self.work = work }

    var elapsed: Double { SystemTime.wallClock - start }

    mutating func finished(_ index: Int, counts: Bool) {
        let now = SystemTime.wallClock
        if counts {
            secondsSpent += now - last
            workDone += work[index]
        }
        last = now
    }

    func text(before index: Int) -> String {
        let spent = "after \(TimeText.duration(elapsed))"
        guard workDone > 0 else { return spent }
        let left = work[index...].reduce(0, +) * secondsSpent / workDone
        return spent + ", about \(TimeText.duration(left)) left"
    }
}
