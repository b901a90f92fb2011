import Coordination
import Foundation
import StudyModel
import ZeroMQ

@testable import Wire

extension Attack {
    /// Takes trials as a worker does, and states what can't be true of them, a lie per connection.
    func lie(_ endpoint: String, _ keys: WorkerKeys) throws {
        for (number, lie) in Self.lies.enumerated() {
            try Self.with(endpoint, keys) { peer in
                try peer.send(
                    HostilePeer.hello("liar-\(number)", nonce: UInt64(number) + 1, credit: 1))
                let assigned = try peer.receive {
                    if case .assign(let assignments, _) = $0 {
                        !assignments.isEmpty
                    } else {
                        false
                    }
                }
                guard case .assign(let assignments, _)? = assigned else {
                    throw NothingAssigned(lie: number)
                }
                try peer.send(lie(assignments[0].attempt))
                try peer.awaitReading(within: Self.seconds)
            }
        }
    }

    private struct NothingAssigned: Error {
        var lie: Int
    }

    /// What no attempt of a study of one epoch comes to.
    private static var lies: [@Sendable (AttemptID) -> WorkerMessage] {
        let metrics = ["validation_loss": 0.5]
        func result(
            _ metrics: [String: Double], _ intermediateResults: [IntermediateResult]
        ) -> @Sendable (AttemptID) -> WorkerMessage {
            { attempt in
                .results([
                    AttemptResult(
                        attempt: attempt, outcome: .complete(metrics: metrics),
                        intermediateResults: intermediateResults)
                ])
            }
        }
        let first = IntermediateResult(epoch: 1, metrics: metrics)
        return [
            result(["validation_loss": .nan], [first]),
            result(["validation_loss": -.infinity], [first]),
            result([:], [first]),
            result(["another": 1], [first]),
            result(["validation_loss": 0, "\u{1B}[2J": 1], [first]),
            result(metrics, [IntermediateResult(epoch: .max, metrics: metrics)]),
            result(metrics, [IntermediateResult(epoch: 0, metrics: metrics)]),
            result(metrics, [first, first]),
            result(metrics, (1...10_000).map { IntermediateResult(epoch: $0, metrics: metrics) }),
            result(
                metrics, [IntermediateResult(epoch: 1, metrics: ["validation_loss": .infinity])]),
            { .intermediateResult($0, IntermediateResult(epoch: .min, metrics: metrics)) },
            {
                .intermediateResult(
                    $0, IntermediateResult(epoch: 1, metrics: ["validation_loss": .nan]))
            },
        ]
    }
}
