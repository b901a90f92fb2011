package import Models
package import Portable
package import TrainingEngine

/// Corrupts samples: a pure function of the generator's key, the epoch and the sample's index.
///
/// Noise is added without clamping to the pixel range. Salt and pepper are 1 and 0 with equal
/// probability. A mixture applies one of the three kinds to each sample. Source: Vincent,
/// Larochelle, Bengio and Manzagol, "Extracting and composing robust features with denoising
/// autoencoders", ICML 2008 (masking), and JMLR 11 (2010), section 3.3 (the others).
package struct CorruptionProcess: Sendable {
    private let corruption: Corruption
    private let numbers: RandomNumbers

    package init(
        _ corruption: Corruption, generator: SeededGenerator
    ) throws(EngineError) {
        self.corruption = corruption
        numbers = try RandomNumbers(key: generator.keyWords)
    }

    /// Corrupts the values of one sample in place.
    ///
    /// - Parameter scratch: one float per value of the sample, rounded up to whole vectors and
    ///   vector-aligned.
    package func corrupt(
        _ values: UnsafeMutableBufferPointer<Float>, sample: Int, epoch: Int,
        scratch: UnsafeMutableBufferPointer<Float>
    ) {
        // One block for the choice of the kind, then one word per value.
        let blocks = (values.count + 3) / 4 + 1
        let first = sample * blocks
        switch corruption.kind == .mixture ? choice(epoch, first) : corruption.kind {
        case .gaussian, .mixture: addNoise(values, epoch, first + 1, scratch)
        case .saltAndPepper:
            replace(values, epoch, first + 1, scratch) { $0 & 1 == 0 ? 0 : 1 }
        case .masking: replace(values, epoch, first + 1, scratch) { _ in 0 }
        }
    }

    /// A mixture's kind for a sample.
    private func choice(_ epoch: Int, _ index: Int) -> Corruption.Kind {
        var word: UInt32 = 0
        withUnsafeMutablePointer(to: &word) {
            numbers.fill(
                UnsafeMutableBufferPointer(start: $0, count: 1), epoch: epoch, index: index)
        }
        let kinds: [Corruption.Kind] = [.gaussian, .saltAndPepper, .masking]
        // The upper half of the product is uniform on 0, 1 and 2.
        return kinds[Int((UInt64(word) * 3) >> 32)]
    }

    private func addNoise(
        _ values: UnsafeMutableBufferPointer<Float>, _ epoch: Int, _ index: Int,
        _ scratch: UnsafeMutableBufferPointer<Float>
    ) {
        numbers.fillNormals(
            scratch, deviation: Float(corruption.deviation), epoch: epoch, index: index)
        for place in values.indices { values[place] += scratch[place] }
    }

    /// Replaces values whose random word is below the fraction.
    private func replace(
        _ values: UnsafeMutableBufferPointer<Float>, _ epoch: Int, _ index: Int,
        _ scratch: UnsafeMutableBufferPointer<Float>, with: (UInt32) -> Float
    ) {
        let threshold = UInt32(min(corruption.fraction * 0x1p31, 0x1p31))
        scratch.withMemoryRebound(to: UInt32.self) { scratch in
            let words = UnsafeMutableBufferPointer(rebasing: scratch[..<values.count])
            numbers.fill(words, epoch: epoch, index: index)
            // The lowest bit chooses between salt and pepper.
            for place in values.indices where words[place] >> 1 < threshold {
                values[place] = with(words[place])
            }
        }
    }
}
