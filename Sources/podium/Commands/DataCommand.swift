import ArgumentParser
import Datasets
import Foundation
import Portable
import Stages
import StudyModel

extension DatasetName: ExpressibleByArgument {}
extension SampleExport: ExpressibleByArgument {}
extension Orientation: ExpressibleByArgument {}
extension ExportStage.Part: ExpressibleByArgument {}

struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Fetch data sets, and see what is in files of data.",
        subcommands: [Fetch.self, List.self, Show.self, Export.self, Clear.self])

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch a data set into the cache, verified by its SHA-256.")

        @Argument(help: "Which: mnist or fashion-mnist.")
        var name: DatasetName

        func run() throws {
            let cache = StandardData.cache
            try StandardData.fetch(name)
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
            let inputs = cache.inputs()
            guard !inputs.isEmpty else { return }
            let bytes = inputs.reduce(0) { $0 + $1.byteCount }
            try StandardOutput.write(
                "files of jobs  \(inputs.count) (\(ByteCount.text(bytes)) of at most "
                    + "\(ByteCount.text(cache.inputsLimit))) in \(cache.directory)/inputs: "
                    + "podium data clear removes those not in use")
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the files of jobs from the cache; named data sets stay.",
            discussion: """
                Workers keep the files that jobs name in the cache, and fetch one that is removed \
                again when they need it. Files that a running worker uses stay.
                """)

        func run() throws {
            let counts = StandardData.cache.clearInputs()
            let held = counts.held == 0 ? "" : "; \(counts.held) in use, which stay"
            try StandardOutput.write("removed \(counts.removed, "file") of jobs\(held)")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the arrays in an IDX, NumPy or MATLAB file: sizes, types, values.")

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var file: String

        @Option(help: ArgumentHelp("Only this variable.", valueName: "name"))
        var variable: String?

        func run() throws {
            let description = try FileDescription(file, variable: variable)
            try StandardOutput.write(try description.text(columns: Terminal.outputWidth))
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a data set to an IDX, NumPy or MATLAB file.",
            discussion: """
                .npz and .mat files hold the samples as X and the labels as y; the other formats \
                are two files, FILE and FILE-labels.
                """)

        @Argument(help: "Which: mnist or fashion-mnist.")
        var name: DatasetName

        @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
        var file: String

        @Option(help: "The format: npz, npy, mat, mat73 or idx.")
        var format: SampleExport

        @Option(help: "The part of the data set: train or test.")
        var part: ExportStage.Part

        @Option(
            help: ArgumentHelp(
                "How the images lie in the file: \(Orientation.allCases.text).", valueName: "way"))
        var orientation = Orientation.upright

        func run() throws {
            try ExportStage(format: format, part: part, orientation: orientation)
                .run(dataset: name, file: file, host: CommandHost())
        }
    }
}
