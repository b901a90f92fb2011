import Foundation
import Testing

extension PodiumTests {
    @Suite("cluster/start-workers", .serialized)
    struct ClusterScriptTests {
        private static let script =
            #filePath.split(separator: "/").dropLast(3)
            .reduce("") { $0 + "/" + $1 } + "/cluster/start-workers"

        /// What the script would run for a hosts file, and its exit code as the last line.
        private func start(_ hosts: String) async throws -> (output: String, errors: String) {
            try await Workspace.with { workspace in
                try workspace.write(hosts, to: "hosts")
                try workspace.write("a key", to: "worker.key")
                return try await workspace.shell(
                    "tar -czf podium.tar.gz worker.key; bash '\(Self.script)' start hosts "
                        + "--connect tcp://10.0.0.1:5555 --archive podium.tar.gz --dry-run; "
                        + "echo \"code $?\"")
            }
        }

        @Test("takes hosts with slots and comments, one per line")
        func hosts() async throws {
            let shown = try await start("one\n# none\n\nme@two 4   # a large one\nthree#3\nlast 2")
            let lines = shown.output.components(separatedBy: "\n")
            #expect(lines.contains("code 0"), "\(shown)")
            for (host, slots) in [("one", ""), ("me@two", "4"), ("three", ""), ("last", "2")] {
                let last = try #require(lines.last { $0.hasPrefix(host + ": ") })
                #expect(last.contains("--slots") == !slots.isEmpty)
                #expect(slots.isEmpty || last.contains("--slots \(slots) "))
                #expect(last.contains("--connect tcp://10.0.0.1:5555"))
            }
            #expect(!shown.output.contains("none") && !shown.output.contains("large"))
        }

        @Test(
            "a wrong line is named, and nothing is begun on the hosts before it",
            arguments: ["one\ntwo many\n", "one\ntwo 2 3\n", "# one\n"])
        func wrong(hosts: String) async throws {
            let shown = try await start(hosts)
            #expect(shown.output == "code 2\n")
            #expect(shown.errors.hasPrefix("start-workers: hosts"), "\(shown.errors)")
        }
    }
}
