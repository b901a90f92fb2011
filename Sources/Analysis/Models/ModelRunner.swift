package import Datasets
package import Embeddings
package import TrainingEngine

/// A trained network that is given samples and gives its outputs.
///
/// It belongs to one thread at a time, beside which it has threads of its own; outputs don't depend
/// on their number, nor on which samples are run together.
package final class ModelRunner {
    private let trainer: Trainer

    init(_ trainer: Trainer) { self.trainer = trainer }

    /// Values of an input and of an output.
    package var inputSize: Int { trainer.network.input.count }
    package var outputSize: Int { trainer.network.output.count }
    package var network: Network { trainer.network }

    /// The outputs for all samples of a set, sample after sample.
    ///
    /// - Parameter layer: the layer whose output is wanted, by its place in `network.layers`; the
    ///   last where it is nil.
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

    /// The outputs for vectors of `inputSize` floats, one after the other.
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
