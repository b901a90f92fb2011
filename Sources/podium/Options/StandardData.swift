import Datasets
import Foundation
import StudyModel
import UserErrors

/// The data sets and files that commands read.
enum StandardData {
    static var cache: DatasetCache { .standard(environment: Terminal.environment) }

    /// Rejects invalid environment variables, for every command.
    static func checkEnvironment() throws {
        let name = DatasetCache.inputsLimitVariable
        guard let text = Terminal.environment[name], DatasetCache.inputsLimit(text) == nil else {
            return
        }
        throw InputError("\(name) is \"\(text)\"; expected a size such as 500MB, 20GB or 1TB")
    }

    /// Fetches a data set into the cache.
    ///
    /// A terminal shows a progress bar, a pipe one line per step.
    static func fetch(_ name: DatasetName) throws {
        let display = FetchDisplay(name: name)
        defer { display.end() }
        try cache.fetch(name, progress: display.show)
    }
}
