package import Datasets
package import StudyModel
import UserErrors

extension TrainedModel {
    /// The test samples of the model's data set.
    ///
    /// - Parameter fetch: brings a named data set into the cache if it is not there.
    package func testSamples(
        in cache: DatasetCache, fetch: (DatasetName) throws -> Void
    ) throws -> ImageSet {
        let test: ImageSet
        switch job.dataset {
        case .named(let name):
            if !cache.isComplete(name) { try fetch(name) }
            test = try cache.load(name).test
        case .files(let files):
            test = try ImageDataset(files) { file throws(DatasetError) in
                if cache.contains(file) { return cache.path(of: file) }
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
                "\(path): the data set of its study \(job.study) has no test samples "
                    + "to look at it with")
        }
        return test
    }
}
