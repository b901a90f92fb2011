import ArgumentParser
import Foundation
import Studies
import UserErrors

/// The directory of all studies.
struct ResultsOption: ParsableArguments {
    @Option(help: ArgumentHelp("Where the studies are.", valueName: "dir"))
    var results = StudyDirectory.standardResults

    func validate() throws {
        // An empty variable of a shell would mean the root of the file system.
        guard results.isEmpty else { return }
        throw ValidationError("--results is empty; expected the directory of the studies")
    }

    /// Refuses a directory that is not there, for commands that read all studies.
    ///
    /// Before the first study there is no directory of the standard name.
    func checkIsThere() throws {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: results, isDirectory: &isDirectory)
        guard !exists || isDirectory.boolValue else {
            throw InputError("\(results): is no directory; expected the directory of the studies")
        }
        guard !exists || access(results, R_OK | X_OK) == 0 else {
            throw InputError("\(results): can't be read: \(String(cString: strerror(errno)))")
        }
        guard exists || results == StudyDirectory.standardResults else {
            throw InputError(
                "\(results): there is no such directory; expected the directory of the studies")
        }
    }
}
