/// What a file says of its tensors, without their values.
package struct TensorFacts: Sendable, Hashable {
    /// The shapes, by tensor name.
    package var shapes: [String: [Int]]
    /// The first value that is no weight, of each tensor that has one.
    package var faults: [String: Fault]
    /// The types of the tensors that are not read, by name.
    package var unread: [String: String]

    /// A value that is not finite as a 32-bit float, or a variance below 0.
    package struct Fault: Sendable, Hashable {
        /// The value's place in the tensor, from 0.
        package var index: Int
        package var value: Float

        package init(index: Int, value: Float) {
            self.index = index
            self.value = value
        }
    }

    package init(
        shapes: [String: [Int]], faults: [String: Fault] = [:], unread: [String: String] = [:]
    ) {
        self.shapes = shapes
        self.faults = faults
        self.unread = unread
    }
}

extension TensorFile {
    /// The facts without the values.
    var shapeFacts: TensorFacts {
        TensorFacts(
            shapes: Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 }),
            unread: unread)
    }

    /// Shapes and wrong values; of tensors with the same name, those of the last one.
    package var facts: TensorFacts {
        var facts = shapeFacts
        for tensor in tensors {
            let isVariance = tensor.name.hasSuffix(".running_var")
            facts.faults[tensor.name] = tensor.values.firstIndex {
                !$0.isFinite || isVariance && $0 < 0
            }.map {
                TensorFacts.Fault(index: $0, value: tensor.values[$0])
            }
        }
        return facts
    }
}
