import Testing

@testable import Reporting

@Suite("Reasons of failed trials")
struct FailureReasonTests {
    @Test("Reasons that differ in numbers only are one, with the first trial's words")
    func numbers() {
        var tally = FailureTally()
        tally.add("it ended with 1; its last lines: loss 0.25 at 0x7ffe", trial: 4)
        tally.add("it ended with 1; its last lines: loss 1e-05 at 0x1234ab", trial: 2)
        tally.add("it ended with 1; its last lines: no memory", trial: 1)
        tally.add("it ended with 1; its last lines: loss 12 at 0x9", trial: 7)
        tally.add(nil, trial: 9)
        #expect(
            tally.most == [
                FailureReason(
                    reason: "it ended with 1; its last lines: loss 1e-05 at 0x1234ab", count: 3,
                    trial: 2),
                FailureReason(
                    reason: "it ended with 1; its last lines: no memory", count: 1, trial: 1),
                FailureReason(reason: "without a reason", count: 1, trial: 9),
            ])
    }

    @Test("An exit status and a signal are the reason itself")
    func codes() {
        var tally = FailureTally()
        for (trial, reason) in [
            "killed by signal 9", "killed by signal 11", "exit status 1; its last lines: 7",
            "exit status 137; its last lines: 7", "exit status 1; its last lines: 8",
        ].enumerated() {
            tally.add(reason, trial: trial)
        }
        #expect(tally.most.map(\.trial) == [2, 0, 1, 3])
        #expect(tally.most[0].count == 2)
    }
}
