import ArgumentParser
import Foundation
import Studies
import UserErrors

/// The directory of all studies.
struct ResultsOption: ParsableArguments {
    @Option(help: ArgumentHelp("Where the studies are.", valueName: "dir"))
    var results = StudyDirectory.standardResults

    /// Refuses a directory that is not there, for commands that read all studies.
    ///
    /// Before the first study there is no directory of the standard name.
    func checkIsThere() throws {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: results, isDirectory: &isDirectory)
        guard !exists || isDirectory.boolValue else {
            throw InputError("\(results): is no directory; expected the directory of the studies")
        }
        guard exists || results == StudyDirectory.standardResults else {
            throw InputError(
                "\(results): there is no such directory; expected the directory of the studies")
        }
    }
}
