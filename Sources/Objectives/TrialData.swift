import Datasets
import StudyModel
import TrainingEngine

/// The samples that a trial trains on and those it is validated on.
struct TrialData {
    /// Held as long as their memory is used.
    let training: ImageSet
    let validation: ImageSet
    let trainingSamples: [Int32]
    let validationSamples: [Int32]

    /// - Throws: `EngineError.invalidSetting` where either has no samples.
    init(_ dataset: ImageDataset, split: Split) throws(EngineError) {
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
            throw .invalidSetting(name: name, found: "\(count)", expected: "at least 1")
        }
    }

    /// Training steps in an epoch.
    func stepsPerEpoch(_ job: Job, _ configuration: Configuration) -> Int {
        var size = job.batchSize
        if case .int(let chosen)? = configuration["batch_size"] { size = chosen }
        return (trainingSamples.count + max(size, 1) - 1) / max(size, 1)
    }

    /// The shape of a sample, as a network's input.
    var shape: Shape {
        .image(channels: training.channels, height: training.height, width: training.width)
    }
}

extension ImageSet {
    /// Some of the samples, for the engine.
    func rows(_ indices: UnsafeBufferPointer<Int32>) -> SampleRows {
        SampleRows(bytes: pixels, indices: indices)
    }

    /// Some of the samples' labels.
    func labelRows(_ indices: UnsafeBufferPointer<Int32>) -> SampleRows {
        SampleRows(bytes: labels, indices: indices)
    }

    /// Values in one sample.
    var sampleSize: Int { channels * height * width }

    /// Copies a sample's values as the engine reads them.
    func copy(_ sample: Int, to values: UnsafeMutableBufferPointer<Float>) {
        for (place, byte) in self.sample(sample).enumerated() { values[place] = Float(byte) / 255 }
    }
}
