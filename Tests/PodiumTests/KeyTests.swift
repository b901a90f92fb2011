import Foundation
import Testing

extension PodiumTests {
    @Suite("Keys between coordinator and workers", .serialized)
    struct KeyTests {
        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("guarded", trials: 30), to: "guarded.yaml")
                try await body(workspace)
            }
        }

        @Test("are made for their owner alone, and never replaced unasked")
        func make() async throws {
            try await with { workspace in
                try await workspace.run("keys", "new", "--directory", "secret")
                var texts: [String] = []
                for name in ["secret/coordinator.key", "secret/worker.key"] {
                    let attributes = try FileManager.default.attributesOfItem(
                        atPath: workspace.path + "/" + name)
                    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
                    texts.append(try workspace.read(name))
                }
                let again = try await workspace.run(
                    "keys", "new", "--directory", "secret", expecting: 2)
                #expect(again.errors.contains("exists already"))
                #expect(try workspace.read("secret/worker.key") == texts[1])
                try await workspace.run("keys", "new", "--directory", "secret", "--force")
                #expect(try workspace.read("secret/worker.key") != texts[1])
            }
        }

        @Test("of another coordinator are tried again, with words about what they may be")
        func wrongServer() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("guarded.yaml")
                try await workspace.run("keys", "new", "--directory", "other")
                let stranger = try workspace.start(
                    "worker", "--connect", address, "--key", "other/worker.key")
                try await until("the worker says what it sees") {
                    stranger.errors.contains("the key file is of another coordinator")
                }
                #expect(stranger.isRunning)
                #expect(stranger.errors.contains("a tunnel or proxy"))
                #expect(coordinator.isRunning)
            }
        }

        @Test("that the coordinator does not know end a worker with clear words and code 1")
        func wrongClient() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("guarded.yaml")
                // The right coordinator's public key with the secret of another worker.
                try await workspace.run("keys", "new", "--directory", "other")
                let mine = try workspace.read("worker.key").split(separator: "\n")
                let other = try workspace.read("other/worker.key").split(separator: "\n")
                let mixed = zip(mine, other).map { $0.hasPrefix("server") ? $0 : $1 }
                #expect(mixed != mine.map { $0 } && mixed != other.map { $0 })
                try workspace.write(mixed.joined(separator: "\n") + "\n", to: "mixed.key")
                chmod(workspace.path + "/mixed.key", 0o600)
                let stranger = try workspace.start(
                    "worker", "--connect", address, "--key", "mixed.key")
                #expect(try await stranger.exitCode(within: 60) == 1)
                #expect(stranger.errors.contains("key"))
                #expect(coordinator.isRunning)
            }
        }

        @Test("are done without only where both sides say so")
        func insecure() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator(
                    "guarded.yaml", options: ["--insecure"])
                #expect(coordinator.errors.contains("warning: links are not encrypted"))
                let worker = try workspace.start(
                    "worker", "--connect", address, "--insecure", "--exit-when-done")
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                #expect(worker.errors.contains("warning: the link is not encrypted"))
                #expect(workspace.rows("guarded") == 30)
            }
        }

        @Test("can't be left out by a worker alone")
        func plainWorker() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("guarded.yaml")
                let stranger = try workspace.start(
                    "worker", "--connect", address, "--insecure", "--exit-when-done")
                try await until("the worker says what it sees") {
                    stranger.errors.contains("handshake") || stranger.errors.contains("encrypts")
                }
                #expect(try await workspace.status("guarded").workers == 0)
                #expect(coordinator.isRunning)
            }
        }

        @Test("may be left out beyond loopback by whoever says so twice")
        func insecureEverywhere() async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator(
                    "guarded.yaml", listen: "tcp://0.0.0.0:*",
                    options: ["--insecure", "--insecure"])
                let port = try #require(address.split(separator: ":").last)
                _ = try workspace.start(
                    "worker", "--connect", "tcp://127.0.0.1:\(port)", "--insecure",
                    "--exit-when-done")
                #expect(try await workspace.status("guarded").study == "guarded")
                #expect(try await coordinator.exitCode() == 0)
            }
        }
    }
}
