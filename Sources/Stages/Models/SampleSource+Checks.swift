import Analysis
import Datasets
import Foundation
import Models
import Portable
import StudyModel

extension SampleSource {
    /// Why the options can't give samples for a model, or nil.
    func obstacle(in model: StageModel) -> String? {
        guard data != nil else { return model.testObstacle }
        guard model.job.dataset.table != nil else { return nil }
        let arrayOptions = [
            ("--variable", variable), ("--labels", labels), ("--labels-variable", labelsVariable),
            ("--orientation", orientation), ("--range", range),
        ]
        return arrayOptions.first { $0.1 != nil }.map { name, _ in
            "\(name) is about arrays; the model reads the columns of a CSV file by their names"
        }
    }

    /// Why the files can't be read as samples of a model, or nil.
    ///
    /// - Parameter numbers: the numbers of samples that the option `--samples` names.
    func fileObstacle(for model: StageModel, numbers: [Int]? = nil) -> String? {
        guard let data else { return nil }
        do {
            if let table = model.job.dataset.table {
                // What is done with the rows needs statistics, which follow from a training.
                try table.checkRows(of: data)
                return nil
            }
            let (set, _) = try arrays(of: data, for: model.job, known: model.valueRange)
            try check(
                set, of: data, model.job.dataset, known: model.valueRange,
                outputs: model.classCount)
            return numbers.flatMap {
                SampleNumbers.complaint(
                    about: $0, of: set.count, option: "--samples",
                    text: "\(set.count, "sample") in \(data)")
            }.map { "\($0)" }
        } catch {
            return "\(error)"
        }
    }

    /// The files that the options name.
    var namedFiles: [NamedFile] {
        let dataFile = data.map { NamedFile(option: "--data", text: $0, places: [$0]) }
        let labelsFile = labels.map {
            NamedFile(
                option: "--labels", text: $0, places: [$0, FileVariable($0) { _ in false }.path])
        }
        return [dataFile, labelsFile].compactMap(\.self)
    }
}
