import Analysis
import Datasets
import Foundation
import Models
import StudyModel
import UserErrors

extension SampleSource {
    /// The settings that affect the numbers, by option.
    func origin() throws -> [String: String] {
        guard let data else { return [:] }
        var origin = ["data": try InputFile(reading: data).sha256]
        origin["variable"] = variable
        origin["orientation"] = orientation
        origin["range"] = range
        if let place = labelsPlace {
            origin["labels"] =
                try InputFile(reading: place.path).sha256
                + (place.variable.map { ":" + $0 } ?? "")
        }
        return origin
    }

    /// Reads the samples and rotates them upright.
    ///
    /// - Parameter evaluated: finds the samples' orientation, if the option asks for it.
    func load(for subject: ModelSubject, _ evaluated: EvaluatedModel) throws -> EvaluatedSamples {
        let model = subject.model
        guard let data else { return try Self.testSamples(of: subject) }
        if let table = model.job.dataset.table { return try rows(of: data, table, model) }
        let document = model.document
        let (set, remark) = try arrays(of: data, for: model.job, known: document.valueRange)
        let remarks = [remark].compactMap(\.self)
        try check(
            set, of: data, document.job.dataset, known: document.valueRange,
            outputs: document.job.objective.predictsClasses ? evaluated.outputSize : nil)
        let origin = Self.name(of: data) + (variable.map { " (variable \($0))" } ?? "")
        guard let orientation, orientation != "upright" else {
            return EvaluatedSamples(set, "sample", of: origin, remarks: remarks)
        }
        guard let known = Orientation(rawValue: orientation) else {
            let search = try OrientationSearch(evaluated, set)
            return EvaluatedSamples(
                try OrientationSearch.upright(set, from: search.best.orientation), "sample",
                of: origin, remarks: remarks, orientations: search)
        }
        return EvaluatedSamples(
            try OrientationSearch.upright(set, from: known), "sample", of: origin,
            remarks: remarks + ["The images lie \(known.text) in the file, and were put upright."])
    }

    /// Refuses values that are probably not scaled, and labels that the model has no output for.
    ///
    /// - Parameters:
    ///   - dataset: the model's own data set.
    ///   - known: the values that the model was trained with.
    ///   - outputs: the number of a classifier's outputs; nil if it is not known.
    func check(
        _ set: ImageSet, of data: String, _ dataset: DatasetReference, known: FileDataset.Range?,
        outputs: Int?
    ) throws(AnalysisError) {
        if range == nil {
            try SampleValues.check(set, dataset: dataset, known: known, place: data)
        }
        guard let outputs, set.classCount > outputs else { return }
        let place = labelsPlace
        throw AnalysisError(
            place: (place?.path ?? data) + (place?.variable.map { " (variable \($0))" } ?? ""),
            found: "the label \(set.classCount - 1)",
            expected: "labels below \(outputs), the number of the model's classes")
    }

    /// The rows of a CSV file, with the columns of the model's own table.
    private func rows(
        of data: String, _ table: TableDataset, _ model: TrainedModel
    ) throws -> EvaluatedSamples {
        let set = try ImageSet.reading(table: data, table, model.encoding())
        return EvaluatedSamples(set, "row", of: Self.name(of: data))
    }

    /// A classifier needs labels: by default they are in the same file.
    func labelsToRead(for job: NetworkJob) throws -> FileVariable? {
        if let place = labelsPlace { return place }
        guard job.objective.predictsClasses, let data else { return nil }
        guard try ArrayFile(path: data).variables.count > 1 else {
            throw InputError(
                "\(data): a classifier is compared with labels; give --labels FILE")
        }
        return FileVariable(path: data, variable: nil)
    }

    static func name(of path: String) -> String {
        (path as NSString).lastPathComponent
    }

    /// The test samples of the model's data set.
    private static func testSamples(of subject: ModelSubject) throws -> EvaluatedSamples {
        let (noun, origin) =
            switch subject.model.job.dataset {
            case .named(let name): ("test image", name.properName)
            case .files(let files):
                ("test sample", Self.name(of: (files.test ?? files.training).values.file.path))
            case .table(let table):
                ("test row", Self.name(of: (table.test ?? table.training).path))
            }
        return EvaluatedSamples(try subject.testSamples(), noun, of: origin)
    }
}
