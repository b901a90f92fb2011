import Datasets
import Models
import Portable
import StudyModel
import TrainingEngine

/// The training and the validation samples of a trial.
struct TrialData {
    /// Retained as long as its memory is used.
    let training: ImageSet
    let validation: ImageSet
    let trainingSamples: [Int32]
    let validationSamples: [Int32]

    /// - Parameter dataset: the contents of the job's data set.
    /// - Throws: an error if samples have another shape than the job's, or if there are none.
    init(_ dataset: ImageDataset, of job: NetworkJob) throws {
        let split = job.split
        let expected = job.dataset.sampleShape
        if dataset.training.sampleShape != expected {
            throw ModelMismatch(
                part: "model",
                reason: "it is made for samples of \(Shape(sampleShape: expected)); the data set "
                    + "has samples of \(Shape(sampleShape: dataset.training.sampleShape))")
        }
        let parts = SampleSplit(count: dataset.training.count, split: split)
        training = dataset.training
        trainingSamples = parts.training
        switch split.validation {
        case .holdOut:
            validation = dataset.training
            validationSamples = parts.validation
        case .testSet:
            validation = dataset.test
            validationSamples = (0..<Int32(dataset.test.count)).map { $0 }
        }
        for (name, count) in [
            ("training samples", trainingSamples.count),
            ("validation samples", validationSamples.count),
        ] where count < 1 {
            throw EngineError.invalidSetting(
                name: name, found: "\(count)", expected: "at least 1")
        }
    }

    /// The number of training steps per epoch.
    func stepsPerEpoch(
        _ job: NetworkJob, _ configuration: Configuration
    ) throws(ModelMismatch) -> Int {
        let size = try TrainingPlan.batchSize(of: job, in: configuration)
        return (trainingSamples.count + size - 1) / size
    }

    /// Refuses samples without labels, and labels beyond the classifier's outputs.
    func checkLabels(classes: Int) throws(ModelMismatch) {
        for set in [training, validation] {
            guard set.hasLabels else {
                throw ModelMismatch(
                    part: "classifier", reason: "the data set has no labels to learn from")
            }
            guard set.classCount <= classes else {
                throw ModelMismatch(
                    part: "classifier",
                    reason: "the data set has a label \(set.classCount - 1); expected labels below "
                        + "\(classes), the number of outputs")
            }
        }
    }

    /// The weights of the classes in the loss; empty without class weights.
    func classWeights(_ job: NetworkJob, count: Int) -> [Float] {
        guard let weights = job.classWeights else { return [] }
        var counts = Array(repeating: 0, count: count)
        for sample in trainingSamples { counts[Int(training.labels[Int(sample)])] += 1 }
        return weights.values(counts: counts, job.dataset)
    }

    /// Refuses samples without the numbers that a regression predicts.
    func checkTargets(count: Int) throws(ModelMismatch) {
        for set in [training, validation] where set.targetCount != count {
            throw ModelMismatch(
                part: "regressor",
                reason:
                    "the data set has \(set.targetCount, "target"); expected \(count), the number "
                    + "of outputs")
        }
    }

    /// The shape of a sample, as a network's input.
    var shape: Shape { Shape(sampleShape: training.sampleShape) }
}

extension ImageSet {
    /// The samples with these indices, for the engine.
    ///
    /// - Parameter range: the range that bytes map to; floats are not rescaled.
    func rows(
        _ indices: UnsafeBufferPointer<Int32>, range: SampleRows.ByteRange = .zeroToOne
    ) -> SampleRows {
        switch element {
        case .bytes: SampleRows(bytes: values, range: range, indices: indices)
        case .floats: SampleRows(floats: floats, indices: indices)
        }
    }

    /// The numbers to predict of the samples with these indices.
    func targetRows(_ indices: UnsafeBufferPointer<Int32>) -> SampleRows {
        SampleRows(floats: targets, indices: indices)
    }

    /// The labels of the samples with these indices.
    func labelRows(_ indices: UnsafeBufferPointer<Int32>) -> SampleRows {
        SampleRows(bytes: labels, indices: indices)
    }

    /// Copies a sample's values, converted as the engine does.
    func copy(_ sample: Int, to target: UnsafeMutableBufferPointer<Float>) {
        switch element {
        case .bytes:
            for (place, byte) in self.sample(sample).enumerated() {
                target[place] = Float(byte) / 255
            }
        case .floats:
            let first = floats.baseAddress! + sample * sampleSize
            target.baseAddress!.update(from: first, count: sampleSize)
        }
    }
}
