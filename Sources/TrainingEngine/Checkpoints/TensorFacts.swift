/// What a file says of its tensors, without their values.
package struct TensorFacts: Sendable, Hashable {
    /// The shapes, by tensor name.
    package var shapes: [String: [Int]]
    /// The first value that is no weight, of each tensor that has one.
    package var faults: [String: Fault]

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

    package init(shapes: [String: [Int]], faults: [String: Fault] = [:]) {
        self.shapes = shapes
        self.faults = faults
    }
}

extension TensorFile {
    /// Shapes and wrong values; of tensors with the same name, those of the last one.
    package var facts: TensorFacts {
        var facts = TensorFacts(shapes: [:])
        for tensor in tensors {
            facts.shapes[tensor.name] = tensor.shape
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

extension Network {
    /// The reason why values of a file's tensors are no weights of this network, or nil.
    ///
    /// - Parameter parts: restricts the check to tensors of these parts; nil means all.
    package func complaint(aboutValuesOf facts: TensorFacts, parts: [String]? = nil) -> String? {
        for view in parameters + buffers {
            if let parts, !parts.contains(where: { view.name.hasPrefix($0 + ".") }) { continue }
            guard let fault = facts.faults[view.name] else { continue }
            return "tensor \"\(view.name)\" has \(fault.value) as the 32-bit float of its value "
                + "\(fault.index) (counted from 0); expected "
                + (fault.value.isFinite ? "variances from 0" : "finite numbers")
        }
        return nil
    }
}
