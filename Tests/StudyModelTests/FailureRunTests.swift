import StudyModel
import Testing

@Suite("Trials that failed in a row")
struct FailureRunTests {
    private func halt(_ failed: String, limit: Int?) -> String? {
        var job = Job(
            study: "s", objective: .null, metric: Metric(name: "validation_loss"), trials: 9,
            columns: [], space: SearchSpace([]))
        job.maxFailures = limit
        var run = FailureRun(of: job)
        for (number, mark) in failed.enumerated() {
            run.add(trial: number, isFailed: mark == "x", failure: "reason \(number)")
        }
        return run.halt
    }

    @Test("are counted by number, from the last that did not fail")
    func counts() {
        #expect(halt("xx.xx.xx", limit: 3) == nil)
        #expect(halt("xxxxxxxx", limit: nil) == nil)
        #expect(
            halt("x.xxx.", limit: 3)
                == "trials 2 to 4 failed, which are 3 in a row (max_failures is 3); the last one "
                + "because reason 4")
        // The first ones count, whatever failed after them.
        #expect(halt(".xxxx", limit: 3)?.hasPrefix("trials 1 to 3 failed, which are 3") == true)
        #expect(halt(".xxx.xxx", limit: 3)?.hasPrefix("trials 1 to 3 failed") == true)
        #expect(halt("x", limit: 1)?.contains("reason 0") == true)
        #expect(
            halt(".x", limit: 1)
                == "trial 1 failed (max_failures is 1), because reason 1")
    }
}
