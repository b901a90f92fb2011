import ArgumentParser
import Files
import Foundation
import ProcessControl
import Runtime
import Storage
import Studies
import UserErrors

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a study with everything in its directory.",
        discussion: """
            Says what is removed. Asks first in a terminal; elsewhere --yes is needed. A study \
            that a coordinator runs is left alone.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Flag(help: "Don't ask.")
    var yes = false

    @OptionGroup var results: ResultsOption

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        var status = stat()
        guard lstat(directory.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw InputError(
                "\(directory.path) is a link to a directory; remove the link, or name the "
                    + "directory that it leads to")
        }
        let trials = try? StudyReader.status(of: directory).record.trials
        // Held until the study is deleted, so that no other process starts to run it.
        let lock = try StudyLock.exclusive(directory: directory.path)
        Terminal.error(Self.summary(of: directory, trials: trials?.count))
        guard try yes || Self.isConfirmed(directory) else {
            Terminal.error("nothing was removed")
            throw ExitCode(CommandFailure.workFailed)
        }
        // The rename is atomic; a partly deleted directory under the new name is not a study.
        let doomed = directory.path + ".deleted"
        Leftovers.removeTree(doomed)
        let ticket = Leftovers.add(path: doomed)
        defer { Leftovers.remove(ticket) }
        guard rename(directory.path, doomed) == 0 else {
            throw FileFailure(
                path: directory.path, action: "remove it", reason: String(cString: strerror(errno)))
        }
        Leftovers.removeTree(doomed)
        withExtendedLifetime(lock) {}
        guard !FileManager.default.fileExists(atPath: doomed) else {
            throw FileFailure(
                path: doomed, action: "remove all of it", reason: "some files can't be removed")
        }
        Terminal.error("removed \(directory.path)")
    }

    /// Contents of the study's directory: `results/small: 50 trials, 12 files, 34.5 MB: model, …`.
    private static func summary(of directory: StudyDirectory, trials: Int?) -> String {
        let files = FileManager.default
        var (count, bytes) = (0, 0)
        for case let name as String in files.enumerator(atPath: directory.path) ?? .init() {
            var status = stat()
            guard lstat(directory.path + "/" + name, &status) == 0,
                status.st_mode & S_IFMT != S_IFDIR
            else { continue }
            count += 1
            bytes += Int(status.st_size)
        }
        let names = ((try? files.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
        let record = trials.map { "\($0) trials" } ?? "a record that can't be read"
        return "\(directory.path): \(record), \(count) files, "
            + String(format: "%.1f MB", Double(bytes) / 1e6) + ": "
            + names.joined(separator: ", ")
    }

    private static func isConfirmed(_ directory: StudyDirectory) throws -> Bool {
        guard isatty(StandardStream.input) == 1, isatty(StandardStream.error) == 1 else {
            throw InputError("\(directory.path): to remove it without a terminal, give --yes")
        }
        StandardStream.errors.write("remove all of it? [y/N] ")
        let answer = readLine() ?? ""
        return ["y", "yes"].contains(answer.lowercased())
    }
}
