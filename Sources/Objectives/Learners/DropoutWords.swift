import Portable
import TrainingEngine

/// Random words for dropout layers: a pure function of trial, step, layer, sample and value.
enum DropoutWords {
    /// The counters' distance between two samples: the most blocks that one sample needs in a
    /// layer.
    private static let blocksPerSample = 1 << 24

    /// - Parameter network: distinguishes the networks of a trial that has several.
    static func source(
        _ generator: SeededGenerator, network: Int = 0
    ) throws(EngineError) -> DropoutSource {
        let numbers = try RandomNumbers(key: generator.keyWords)
        return { key, words in
            numbers.fill(
                words, epoch: key.step,
                step: key.layer | network << 16 | key.purpose << 24,
                index: key.sample * blocksPerSample)
        }
    }
}
