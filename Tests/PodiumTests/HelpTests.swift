import TestSupport
import Testing

extension PodiumTests {
    /// What `--help` says, as committed: a change of it is seen in a review.
    @Suite("The help of each command")
    struct HelpTests {
        @Test("is as committed, for every command and subcommand")
        func help() async throws {
            try await Workspace.with { workspace in
                let text = try await Self.help(of: [], workspace)
                #expect(try GoldenFile("help.txt").difference(from: text) == nil)
            }
        }

        /// The help of a command, then that of its subcommands.
        private static func help(
            of command: [String], _ workspace: Workspace
        ) async throws -> String {
            let process = try workspace.start(
                command + ["--help"], environment: ["COLUMNS": "80"])
            #expect(try await process.exitCode() == 0)
            let text = process.output
            var all = "# podium \(command.joined(separator: " "))\n\n\(text)\n"
            guard let start = text.range(of: "SUBCOMMANDS:\n") else { return all }
            for line in text[start.upperBound...].split(separator: "\n")
            where line.hasPrefix("  ") && !line.hasPrefix("   ") {
                let name = line.split(separator: " ")[0]
                guard name != "See" else { continue }
                all += try await help(of: command + [String(name)], workspace)
            }
            return all
        }
    }
}
