import Analysis
package import JobFiles
package import Models
package import StudyModel

/// What is known of the model that a stage works on, before the stage runs.
package struct StageModel: Sendable, Hashable {
    package var job: NetworkJob
    /// Whether weights of epochs on the way are kept; nil if it is not known.
    package var keepsSnapshots: Bool?
    /// The number of variables of a code, or the most that a search can choose; nil if it is not
    /// known, or there are no codes.
    package var codeSize: Int?
    /// The number of test samples; nil if it is not known.
    package var testCount: Int?
    /// The lowest and the highest value that it is trained with; nil if it is not known.
    package var valueRange: FileDataset.Range?
    /// The number of a classifier's outputs, or the most that a search can choose; nil for other
    /// models, or if it is not known.
    package var classCount: Int?

    /// A model that a stage will train with a configuration that the search finds.
    package init(
        toTrain job: NetworkJob, keepsSnapshots: Bool? = nil, samples: KnownSamples = KnownSamples()
    ) {
        self.job = job
        self.keepsSnapshots = keepsSnapshots
        testCount = samples.testCount ?? Self.testCount(of: job)
        valueRange = samples.valueRange
        codeSize = job.largestCodeSize
        classCount = job.largestClassCount
    }

    /// A trained model.
    package init(_ document: ModelDocument) {
        job = document.job
        testCount = Self.testCount(of: job)
        valueRange = document.valueRange
        codeSize = job.codeSize(in: document.configuration)
        classCount = job.classCount(in: document.configuration)
    }

    private static func testCount(of job: NetworkJob) -> Int? {
        guard case .named(let name) = job.dataset else { return nil }
        return name.testCount
    }

    /// The model's parts, in order.
    var parts: [String] { job.partsInUse }

    /// Why its samples can't be shown as pictures, or nil.
    var pictureObstacle: String? {
        let shape = job.dataset.sampleShape
        guard shape.count != 3 || (shape[0] != 1 && shape[0] != 3) else { return nil }
        return "its samples are of \(shape.map(String.init).joined(separator: " x ")); expected "
            + "images of 1 or 3 channels, which can be shown"
    }

    /// Why test samples that an option numbers are not there, or nil.
    func obstacle(inTestSamples numbers: [Int], option: String) -> String? {
        guard let testCount else { return nil }
        return SampleNumbers.complaint(about: numbers, of: testCount, option: option)
            .map { "\($0)" }
    }

    /// Why there are no test samples to look at it with, or nil.
    var testObstacle: String? {
        guard job.dataset.hasNoTest else { return nil }
        return "the data set of its study \(job.study) has no test samples to look at it with"
    }
}
