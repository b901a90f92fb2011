import Coordination
import StudyModel
import Testing

@testable import Runtime

@Suite("What a worker sends together")
struct CoalescingTests {
    private func attempt(_ trial: Int) -> AttemptID {
        AttemptID(study: "one", trial: trial, number: 1, incarnation: 1, jobFingerprint: 7)
    }

    private func report(_ trial: Int) -> WorkerEffect {
        .send(
            .intermediateResult(
                attempt(trial), IntermediateResult(epoch: 1, metrics: ["loss": Double(trial)])))
    }

    private func result(_ trial: Int) -> AttemptResult {
        AttemptResult(
            attempt: attempt(trial), outcome: .complete(metrics: ["loss": Double(trial)]),
            intermediateResults: [IntermediateResult(epoch: 1, metrics: ["loss": Double(trial)])])
    }

    @Test("Results that came together are one message, without the reports that they have")
    func results() {
        let effects: [WorkerEffect] = (0..<4).flatMap {
            [report($0), .send(.results([result($0)])), .stop(attempt($0 + 10))]
        }
        let messages = effects.coalesced.compactMap { effect -> WorkerMessage? in
            if case .send(let message) = effect { message } else { nil }
        }
        #expect(messages == [.results((0..<4).map(result))])
        #expect(effects.coalesced.count == 5)
    }

    @Test("Reports of trials that go on are sent, in their place")
    func reports() {
        let effects = [report(0), .send(.results([result(1)])), report(2), report(1)]
        let messages = effects.coalesced.compactMap { effect -> WorkerMessage? in
            if case .send(let message) = effect { message } else { nil }
        }
        guard case .intermediateResult(attempt(0), _) = messages.first, messages.count == 3,
            case .intermediateResult(attempt(2), _) = messages.last
        else {
            Issue.record("\(messages)")
            return
        }
        #expect(messages[1] == .results([result(1)]))
    }

    @Test("Results wait for others only while more are to come, and never long")
    func waiting() {
        let now = Instant.zero
        var outgoing = ResultBatch()
        #expect(outgoing.due == nil && !outgoing.isDue(at: now, expectsMore: false))
        outgoing.add([result(0)], at: now)
        #expect(outgoing.isDue(at: now, expectsMore: false))
        #expect(!outgoing.isDue(at: now, expectsMore: true))
        outgoing.add([result(1)], at: now + 0.0015)
        #expect(!outgoing.isDue(at: now + 0.0015, expectsMore: true))
        #expect(outgoing.isDue(at: now + 0.002, expectsMore: true))
        #expect(outgoing.take() == [result(0), result(1)])
        #expect(outgoing.due == nil && outgoing.take().isEmpty)
        outgoing.add((0..<256).map(result), at: now)
        #expect(outgoing.isDue(at: now, expectsMore: true))
    }

    @Test("Nothing passes a goodbye or a new connection")
    func order() {
        let effects: [WorkerEffect] = [
            .send(.results([result(0)])), .send(.goodbye), .send(.results([result(1)])),
            .reconnect, .send(.results([result(2)])),
        ]
        let sent = effects.coalesced.map { effect -> String in
            switch effect {
            case .send(.results(let results)): "\(results.map(\.attempt.trial))"
            case .send(let message): "\(message)"
            case .reconnect: "reconnect"
            default: "other"
            }
        }
        #expect(sent == ["[0]", "goodbye", "[1]", "reconnect", "[2]"])
    }
}
