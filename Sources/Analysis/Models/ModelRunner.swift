package import Datasets
package import Embeddings
package import TrainingEngine

/// Computes a trained network's outputs for samples.
///
/// Only one thread at a time may use it; it has its own worker threads. Outputs don't depend on the
/// number of threads, or on the samples that are run together.
package final class ModelRunner {
    private let trainer: Trainer

    init(_ trainer: Trainer) { self.trainer = trainer }

    /// The number of values per input and per output.
    package var inputSize: Int { trainer.network.input.count }
    package var outputSize: Int { trainer.network.output.count }
    package var network: Network { trainer.network }

    /// The concatenated outputs for all samples of a set.
    ///
    /// - Parameter layer: the index in `network.layers` of the layer whose output is returned; the
    ///   last layer if nil.
    package func outputs(of set: ImageSet, through layer: Int? = nil) -> [Float] {
        let indices = (0..<Int32(set.count)).map { $0 }
        return withExtendedLifetime(set) {
            indices.withUnsafeBufferPointer { indices in
                let rows =
                    switch set.element {
                    case .bytes: SampleRows(bytes: set.values, indices: indices)
                    case .floats: SampleRows(floats: set.floats, indices: indices)
                    }
                return outputs(of: rows, through: layer)
            }
        }
    }

    /// The concatenated outputs for concatenated vectors of `inputSize` floats.
    package func outputs(of values: [Float], through layer: Int? = nil) -> [Float] {
        precondition(
            values.count % inputSize == 0,
            "\(values.count) floats are no whole number of inputs of \(inputSize)")
        let indices = (0..<Int32(values.count / inputSize)).map { $0 }
        return values.withUnsafeBufferPointer { values in
            indices.withUnsafeBufferPointer {
                outputs(of: SampleRows(floats: values, indices: $0), through: layer)
            }
        }
    }

    /// The outputs for all samples of a set, as points.
    package func points(
        of set: ImageSet, through layer: Int? = nil
    ) throws(EmbeddingError) -> PointMatrix {
        let values = outputs(of: set, through: layer)
        return try PointMatrix(
            values, count: set.count, dimensions: values.count / max(set.count, 1))
    }

    private func outputs(of rows: SampleRows, through layer: Int?) -> [Float] {
        let width = layer.map { network.shapes[$0].count } ?? outputSize
        let count = rows.count * width
        return Array(unsafeUninitializedCapacity: count) { target, written in
            guard let start = target.baseAddress, count > 0 else { return }
            trainer.output(
                inputs: rows, through: layer,
                into: UnsafeMutableBufferPointer(start: start, count: count))
            written = count
        }
    }
}
