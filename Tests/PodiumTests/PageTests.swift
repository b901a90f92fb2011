import Foundation
import Testing

extension PodiumTests {
    @Suite("What the pages show", .serialized)
    struct PageTests {
        private static let repository = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

        /// A command of a page on the repository's own jobs, and the lines that the page has below.
        struct Shown: Sendable, CustomTestStringConvertible {
            var command: String
            var lines: [String]
            var testDescription: String { command }
        }

        /// Commands that read a job and run nothing, with what the pages say that they print.
        private static func shown(in page: String) throws -> [Shown] {
            let text = try String(
                contentsOf: repository.appending(path: page), encoding: .utf8)
            var all: [Shown] = []
            var isInside = false
            for line in text.components(separatedBy: "\n") {
                let text = line.trimmingCharacters(in: .whitespaces)
                if text.hasPrefix("$ podium check jobs/")
                    || text.hasPrefix("$ podium describe jobs/")
                {
                    all.append(Shown(command: String(text.dropFirst(9)), lines: []))
                    isInside = true
                } else if isInside, line.hasPrefix("    ") {
                    if text != "..." { all[all.count - 1].lines.append(text) }
                } else {
                    isInside = false
                }
            }
            return all
        }

        @Test("is what the commands print", arguments: ["docs/command-line.md"])
        func commands(page: String) async throws {
            try await Workspace.with { workspace in
                try FileManager.default.createSymbolicLink(
                    atPath: workspace.path + "/jobs",
                    withDestinationPath: Self.repository.path + "/jobs")
                let all = try Self.shown(in: page)
                #expect(!all.isEmpty)
                for shown in all {
                    let process = try workspace.start(
                        shown.command.split(separator: " ").map(String.init))
                    #expect(try await process.exitCode() == 0)
                    let printed = Set(
                        process.output.components(separatedBy: "\n")
                            .map { $0.trimmingCharacters(in: .whitespaces) })
                    for line in shown.lines {
                        #expect(printed.contains(line), "\(page): \(shown.command): \(line)")
                    }
                }
            }
        }

        @Test("--version is the version with the commit that was built")
        func version() async throws {
            try await Workspace.with { workspace in
                let shown = try await workspace.run("--version")
                let text = shown.output.trimmingCharacters(in: .newlines)
                #expect(
                    text.wholeMatch(of: /\d+\.\d+\.\d+ \(commit ([0-9a-f]{12}|unknown)\)/) != nil,
                    "\(text)")
            }
        }
    }
}
