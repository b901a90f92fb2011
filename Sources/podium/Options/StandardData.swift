import Datasets
import Foundation
import JobFiles
import Objectives
import StudyModel
import TrainingEngine

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

    /// Reads the files that job files name; it does not check stages.
    static var environment: JobEnvironment {
        JobEnvironment(
            array: { try FoundArray(reading: $0, variable: $1) },
            file: { try InputFile(reading: $0) },
            labels: { try LabelFacts(reading: $0, variable: $1) },
            samples: { try SampleFacts(reading: $0) },
            tensors: { path in
                let tensors = try TensorFile(path: path).tensors
                return Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
            }, features: complaintAboutFeatures)
    }

    /// Why the classifier can't provide the features that measure a GAN, or nil.
    private static func complaintAboutFeatures(_ path: String, _ sampleShape: [Int]) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            return "\(path) can't be read"
        }
        do {
            try FeatureNetwork(bytes: Array(bytes), sha256: "", source: path)
                .check(sampleShape: sampleShape)
            return nil
        } catch { return "\(error)" }
    }

    /// Fetches a job's data set into the cache, with a progress bar in a terminal and one line per
    /// step in a pipe.
    static func prepare(_ job: Job) throws {
        guard case .named(let name)? = job.objective.dataset, !cache.isComplete(name) else {
            return
        }
        try fetch(name)
    }

    /// Fetches a data set.
    static func fetch(_ name: DatasetName) throws {
        let display = FetchDisplay(name: name)
        defer { display.end() }
        try cache.fetch(name, progress: display.show)
    }
}
