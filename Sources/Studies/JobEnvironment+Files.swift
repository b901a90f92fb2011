import Datasets
import Foundation
package import JobFiles
import Objectives
import StudyModel
import TrainingEngine

extension JobEnvironment {
    /// Reads the files that job files name; it does not check stages.
    ///
    /// - Parameter results: the directory of all studies; nil for the standard one.
    package static func ofFiles(results: String?) -> JobEnvironment {
        JobEnvironment(
            array: { try FoundArray(reading: $0, variable: $1) },
            file: { try InputFile(reading: $0) },
            labels: { try LabelFacts(reading: $0, variable: $1) },
            samples: { try SampleFacts(reading: $0) },
            table: { try TableSurvey(reading: $0) },
            tableRows: { try $0.checkEncoding($1) },
            tensors: { try TensorFile(path: $0).facts },
            features: complaintAboutFeatures,
            programFiles: { try ProgramFiles(directory: $1).found($0) },
            isDirectory: { ProgramFiles.isDirectory($0) },
            startComplaint: { ProgramStart.complaint(about: $0) },
            results: results ?? StudyDirectory.standardResults,
            study: { paths, own in
                // Its record has the trials of the other studies.
                if let own, StudyDirectory(path: own).exists { return nil }
                return try FoundStudy(reading: paths)
            })
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
}
