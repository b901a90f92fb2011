package import Datasets
package import StudyModel
import UserErrors

/// Writes a data set to a file.
package struct ExportStage: Sendable, Hashable {
    package enum Part: String, Sendable, Hashable, CaseIterable {
        case train, test
    }

    package var format: SampleExport
    package var part: Part
    /// How the images lie in the file.
    package var orientation: Orientation

    package init(format: SampleExport, part: Part, orientation: Orientation) {
        self.format = format
        self.part = part
        self.orientation = orientation
    }

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        format = try options.required("format", of: SampleExport.self)
        part = try options.required("part", of: Part.self)
        orientation = try options.choice("orientation", of: Orientation.self) ?? .upright
    }

    /// The data set to write; nil if the job has files of its own.
    static func dataset(of job: Job) -> DatasetName? {
        switch job.objective.dataset {
        case .named(let name): name
        case nil: .mnist
        default: nil
        }
    }

    /// - Parameter file: the file to write.
    package func run(dataset name: DatasetName, file: String, host: any StageHost) throws {
        let dataset = try host.cache.load(name)
        let upright = part == .train ? dataset.training : dataset.test
        guard let set = orientation == .upright ? upright : upright.laid(orientation) else {
            throw InputError("--orientation: the images are not square")
        }
        for path in try format.write(set, to: file) { try host.result(path) }
    }
}
