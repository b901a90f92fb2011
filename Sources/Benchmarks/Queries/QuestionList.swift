import Files
import Foundation
import ProcessControl
import Runtime
import Studies

/// The measured commands.
struct QuestionList: Sendable {
    private let results: String
    /// Commands with output of bounded size.
    let bounded: [[String]]
    /// Commands that print the whole study.
    let whole: [[String]]

    init(results: String, trials: Int) {
        self.results = results
        let study = "bench-queries"
        bounded = [
            ["status", study], ["table", study, "--top", "10"], ["trial", study, "\(trials / 2)"],
        ]
        whole = [["table", study, "--format", "csv"], ["status", study, "--json"]]
    }

    func ask(_ words: [String], isLive: Bool) throws -> QueriesOutcome.Query {
        let start = SystemTime.now
        try end(try begin(words), words)
        return .init(
            command: words.joined(separator: " "), isLive: isLive,
            seconds: SystemTime.now.seconds(since: start))
    }

    /// Runs all bounded commands at the same time.
    func askTogether() throws -> QueriesOutcome.Query {
        let start = SystemTime.now
        let programs = try bounded.map { (try begin($0), $0) }
        for (program, words) in programs { try end(program, words) }
        return .init(
            command: "status, table and trial at a time", isLive: true,
            seconds: SystemTime.now.seconds(since: start))
    }

    private func begin(_ words: [String]) throws -> RunningProgram {
        var launch = ProgramLaunch(
            [try LocalWorker.executable()] + words + ["--results", results])
        launch.output = .null
        return try launch.start()
    }

    private func end(_ program: RunningProgram, _ words: [String]) throws {
        let status = program.wait().status
        guard status == 0 else {
            throw FileFailure(
                path: "podium " + words.joined(separator: " "), action: "finish",
                reason: "it ended with \(status)")
        }
    }
}
