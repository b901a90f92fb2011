import Analysis
import Datasets
import StudyModel

/// The test samples with which commands analyze a model.
enum TestSamples {
    /// The test samples of the model's data set, fetched if necessary.
    static func load(for model: TrainedModel) throws -> ImageSet {
        let test: ImageSet
        switch model.job.dataset {
        case .named(let name):
            try StandardData.prepare(model.job.job)
            test = try StandardData.cache.load(name).test
        case .files(let files):
            test = try ImageDataset(files) { file throws(DatasetError) in
                if StandardData.cache.contains(file) { return StandardData.cache.path(of: file) }
                let found = try InputFile(reading: file.path)
                guard found.sha256 == file.sha256 else {
                    throw .unusable(
                        place: file.path, found: "another file than the model was trained on",
                        expected: "one with the SHA-256 \(file.sha256)")
                }
                return file.path
            }.test
        }
        guard test.count > 0 else {
            throw InputError(
                "\(model.path): the data set of its study \(model.job.study) has no test samples "
                    + "to look at it with")
        }
        return test
    }
}
