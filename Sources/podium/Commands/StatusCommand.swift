import ArgumentParser
import Foundation
import Portable
import Reporting
import Studies
import StudyModel

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say how a study stands, or all of them.")

    @Argument(
        help: ArgumentHelp("The study's directory or name (default: all).", valueName: "study"))
    var study: String?

    @Flag(help: "Print JSON: the whole record of each study.")
    var json = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        guard let study else { return try showAll() }
        let reader = StudyReader(try StudyDirectory.find(study, results: results.results))
        defer { reader.close() }
        if json {
            try StudyJSON(reader).write { try StandardOutput.write($0) }
        } else {
            try StandardOutput.write(try text(reader))
        }
    }

    /// Prints the name of a study that can't be read, and continues with the next one.
    private func showAll() throws {
        try results.checkIsThere()
        let directories = StudyDirectory.all(results: results.results)
        guard !directories.isEmpty else {
            Terminal.error(
                "no studies in \(results.results) yet: start one with `podium run JOB`")
            if json { try StandardOutput.write("[]") }
            return
        }
        var unreadable = 0
        if json { try StandardOutput.write("[") }
        for (index, directory) in directories.enumerated() {
            let reader = StudyReader(directory)
            defer { reader.close() }
            do {
                if json {
                    let study = try StudyJSON(reader)
                    if index > 0 { try StandardOutput.write(",") }
                    try write(study)
                } else {
                    let text = try text(reader)
                    try StandardOutput.write((index > 0 ? "\n" : "") + text)
                }
            } catch let error as CommandOutputError {
                throw error.error
            } catch {
                guard let failure = CommandFailure(error) else { throw error }
                unreadable += 1
                Terminal.error("podium: \(failure.text)")
                let text =
                    json
                    ? (index > 0 ? ",\n" : "")
                        + String(
                            decoding: try PortableJSON.encode(
                                UnreadableStudy(study: directory.name, error: failure.text),
                                pretty: true), as: UTF8.self)
                    : (index > 0 ? "\n" : "") + "\(directory.name): can't be read\n"
                try StandardOutput.write(text)
            }
        }
        if json { try StandardOutput.write("]") }
        guard unreadable == 0 else { throw ExitCode(CommandFailure.workFailed) }
    }

    private func text(_ reader: StudyReader) throws -> String {
        let standing = try reader.standing()
        let summary = standing.summary(
            running: try reader.running(all: false), workers: try reader.workers(all: true))
        let width = Terminal.outputWidth ?? .max
        return StatusText.render(summary, width: width)
    }

    private func write(_ study: StudyJSON) throws {
        try study.write { text in
            do { try StandardOutput.write(text) } catch {
                throw CommandOutputError(error: error)
            }
        }
    }
}

/// An error of writing the output, not of reading the study.
private struct CommandOutputError: Error {
    var error: any Error
}

private struct UnreadableStudy: Codable {
    var study: String
    var error: String
}
