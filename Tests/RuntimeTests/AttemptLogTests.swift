import Coordination
import StudyModel
import Testing

@testable import Runtime

@Suite("A worker's log of its attempts")
struct AttemptLogTests {
    private func attempt(_ trial: Int, _ number: Int = 1) -> AttemptID {
        AttemptID(study: "small", trial: trial, number: number, incarnation: 1, jobFingerprint: 1)
    }

    private func instant(_ seconds: Double) -> Instant { .zero + seconds }

    private func finished(_ trial: Int, _ outcome: TrialOutcome) -> WorkerEvent {
        .finished(AttemptResult(attempt: attempt(trial), outcome: outcome, intermediateResults: []))
    }

    @Test("names study, trial and attempt at the start and at the end, with the reason")
    func lines() {
        var log = AttemptLog(at: .zero)
        log.started(attempt(3), resumes: false, at: .zero)
        log.started(attempt(4, 2), resumes: true, at: .zero)
        #expect(
            log.lines(at: .zero) == [
                "small: trial 3, attempt 1, starts",
                "small: trial 4, attempt 2, starts from a checkpoint",
            ])
        log.note(finished(3, .complete(metrics: [:])), at: instant(2))
        log.note(.broke(attempt(4, 2), reason: "no\nroom"), at: instant(75))
        let lines = log.lines(at: instant(75))
        #expect(lines.first == "small: trial 3, attempt 1, is complete after 2.0 s")
        #expect(
            lines.last?.hasPrefix("small: trial 4, attempt 2, could not be executed after 1 m 15 s")
                == true)
        // A reason can't begin a line of its own.
        #expect(lines.last?.contains("\n") == false)
        log.started(attempt(5), resumes: false, at: instant(80))
        log.note(finished(5, .failed(reason: "it diverged")), at: instant(81))
        #expect(
            log.lines(at: instant(81)).last
                == "small: trial 5, attempt 1, failed after 1.0 s: it diverged")
        log.started(attempt(6), resumes: false, at: instant(90))
        log.note(
            .stopped(attempt(6), checkpoint: String(repeating: "1", count: 64)), at: instant(91))
        #expect(
            log.lines(at: instant(91)).last
                == "small: trial 6, attempt 1, stopped, with a checkpoint after 1.0 s")
        #expect(log.lines(at: instant(92), isLast: true) == [])
    }

    @Test("of thousands of trials is a line per second, which counts every one of them")
    func many() {
        var log = AttemptLog(at: .zero)
        var lines: [String] = []
        let seconds = 20
        for trial in 0..<(seconds * 1_000) {
            let now = instant(Double(trial) / 1_000)
            log.started(attempt(trial), resumes: false, at: now)
            log.note(
                trial % 10 == 0
                    ? finished(trial, .failed(reason: "by design"))
                    : finished(trial, .complete(metrics: [:])), at: now)
            lines += log.lines(at: now)
        }
        lines += log.lines(at: instant(Double(seconds)), isLast: true)
        #expect(lines.count <= seconds + 9 && lines.count >= seconds - 1)
        var (started, failed) = (0, 0)
        for line in lines {
            if let match = line.firstMatch(of: /(\d+) started/) {
                started += Int(match.1) ?? 0
            } else if line.hasSuffix("starts") {
                started += 1
            }
            if let match = line.firstMatch(of: /(\d+) failed; the last reason: by design/) {
                failed += Int(match.1) ?? 0
            } else if line.hasSuffix(": by design") {
                failed += 1
            }
        }
        #expect(started == seconds * 1_000)
        #expect(failed == seconds * 100)
    }
}
