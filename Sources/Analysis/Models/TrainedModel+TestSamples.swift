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
                try cache.path(ofOwn: file)
            }.test
        case .table(let table):
            test = try ImageDataset(table, split: job.split, encoding: try encoding()) {
                file throws(DatasetError) in
                try cache.path(ofOwn: file)
            }.test
        }
        guard test.count > 0 else {
            throw InputError(
                "\(path): the data set of its study \(job.study) has no test samples "
                    + "to look at it with")
        }
        return test
    }

    /// The statistics with which the model's table is encoded.
    ///
    /// - Throws: `AnalysisError` if the file lacks them.
    package func encoding() throws(AnalysisError) -> TableEncoding {
        guard let table = job.dataset.table, let encoding = document.encoding,
            encoding.fits(table)
        else {
            throw AnalysisError(
                place: path, found: "a model without the statistics of its table",
                expected: "a model that podium train has made of a table")
        }
        return encoding
    }
}

extension DatasetCache {
    /// The path of a file that a model was trained on: in the cache, or where the job found it.
    fileprivate func path(ofOwn file: InputFile) throws(DatasetError) -> String {
        if contains(file) { return path(of: file) }
        let found = try InputFile(reading: file.path)
        guard found.sha256 == file.sha256 else {
            throw .unusable(
                place: file.path, found: "another file than the model was trained on",
                expected: "one with the SHA-256 \(file.sha256)")
        }
        return file.path
    }
}
