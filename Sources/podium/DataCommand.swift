import ArgumentParser
import Datasets
import StudyModel

extension DatasetName: ExpressibleByArgument {}

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Fetch data sets, and see which are here.",
        subcommands: [Fetch.self, List.self])

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch a data set into the cache, verified by its SHA-256.")

        @Argument(help: "Which: mnist or fashion-mnist.")
        var name: DatasetName

        func run() throws {
            let cache = StandardData.cache
            try DataCommand.fetch(name, into: cache)
            try StandardOutput.write("\(name.rawValue) is in \(cache.directory(of: name))")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the data sets, and whether they are in the cache.")

        func run() throws {
            let cache = StandardData.cache
            for name in DatasetName.allCases {
                let state =
                    cache.isComplete(name)
                    ? "in \(cache.directory(of: name))"
                    : "not here: podium data fetch \(name.rawValue)"
                let padding = String(repeating: " ", count: 15 - name.rawValue.count)
                try StandardOutput.write(name.rawValue + padding + state)
            }
        }
    }

    /// Fetches a data set, with a bar in a terminal and a line a step in a pipe.
    static func fetch(_ name: DatasetName, into cache: DatasetCache) throws {
        let display = FetchDisplay(name: name)
        defer { display.end() }
        try cache.fetch(name, progress: display.show)
    }
}
