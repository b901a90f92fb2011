import Foundation
import StudyModel
import Testing

extension PodiumTests {
    @Suite(
        "A worker on another host", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"),
        .enabled(
            if: TwoHosts.obstacle == nil,
            "no network namespaces here: \(TwoHosts.obstacle ?? "")"))
    struct OtherHostTests {
        @Test("needs no data set, and a cable that is unplugged for five seconds costs nothing")
        func otherHost() async throws {
            let reference = try await Reference.shared.value
            try await Workspace.with { workspace in
                let hosts = try TwoHosts()
                workspace.atEnd { hosts.remove() }
                try workspace.write(Reference.job, to: "small.yaml")
                let (coordinator, address) = try await workspace.startCoordinator(
                    "small.yaml", listen: "tcp://\(TwoHosts.coordinatorAddress):*",
                    prefix: TwoHosts.on(hosts.coordinator))
                let worker = try workspace.start(
                    [
                        "worker", "--connect", address, "--key", "worker.key", "--name", "far",
                        "--slots", "1", "--exit-when-done",
                    ],
                    environment: ["PODIUM_DATA": workspace.path + "/bare"],
                    prefix: TwoHosts.on(hosts.worker))
                try await until("the data set has come") {
                    workspace.exists("bare/mnist/t10k-labels-idx1-ubyte")
                }
                try await until("the first trial is done") { workspace.rows(Reference.study) > 0 }

                try hosts.setCable(plugged: false)
                try await Task.sleep(for: .seconds(5))
                try hosts.setCable(plugged: true)
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)

                #expect(try workspace.table(Reference.study) == reference.table)
                let attempts = try await workspace.status(Reference.study).attempts
                // An assignment that was under way when the cable was pulled may be lost with the
                // connection: it comes back, and nobody has begun to train it.
                #expect(attempts.count { $0.outcome == "complete" } == 3)
                #expect(attempts.allSatisfy { ["complete", "returned"].contains($0.outcome) })
                #expect(attempts.allSatisfy { $0.worker == "far" })
                for name in Jobs.digitFiles {
                    #expect(
                        FileManager.default.contentsEqual(
                            atPath: "\(Jobs.dataDirectory)/mnist/\(name)",
                            andPath: workspace.path + "/bare/mnist/\(name)"))
                }
            }
        }
    }
}
