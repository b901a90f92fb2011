extension Trainer {
    private static let format = "1"
    private static let rateKey = "podium.learning_rate"

    /// The complete training state for a bitwise identical continuation: parameters, buffers,
    /// optimizer state and step count.
    ///
    /// Parameters have PyTorch's names and layouts. Optimizer tensors are named
    /// `optimizer.exp_avg.encoder.0.weight` and so on.
    ///
    /// - Parameter metadata: entries of the caller, which `restore` returns.
    package func checkpoint(metadata: [String: String] = [:]) -> TensorFile {
        var file = TensorFile(metadata: metadata)
        for view in network.parameters {
            file.tensors.append(tensor(view, named: view.name, in: values))
        }
        for view in network.buffers {
            file.tensors.append(tensor(view, named: view.name, in: statistics.buffers))
        }
        for (name, storage) in zip(optimizer.stateNames, state) {
            for view in network.parameters {
                file.tensors.append(
                    tensor(view, named: "optimizer.\(name).\(view.name)", in: storage))
            }
        }
        file.metadata["podium.format"] = Self.format
        file.metadata["podium.optimizer"] = optimizer.kind.rawValue
        file.metadata["podium.step"] = "\(stepCount)"
        // Only if a schedule changed it, so that files of a constant rate stay unchanged.
        if learningRate != optimizer.learningRate {
            file.metadata[Self.rateKey] = "\(learningRate)"
        }
        return file
    }

    /// Restores a checkpoint of the same network and optimizer.
    ///
    /// Changes nothing if it throws.
    ///
    /// - Returns: the caller's metadata.
    /// - Throws: `EngineError.badCheckpoint`, which names the missing or different item.
    @discardableResult
    package func restore(
        _ file: TensorFile, source: String
    ) throws(EngineError) -> [String: String] {
        func refuse(_ reason: String) -> EngineError {
            .badCheckpoint(source: source, reason: reason)
        }
        var metadata = file.metadata
        guard let format = metadata.removeValue(forKey: "podium.format") else {
            throw refuse("not a checkpoint of Podium: its metadata has no podium.format")
        }
        guard format == Self.format else {
            throw refuse("its format is \(format); this program reads format \(Self.format)")
        }
        let found = metadata.removeValue(forKey: "podium.optimizer") ?? "none"
        guard found == optimizer.kind.rawValue else {
            throw refuse("it was made with \(found); expected \(optimizer.kind.rawValue)")
        }
        guard let step = metadata.removeValue(forKey: "podium.step").flatMap({ Int($0) }),
            step >= 0,
            step < 1 << 53
        else {
            throw refuse("its metadata has no whole podium.step")
        }
        var rate = optimizer.learningRate
        if let text = metadata.removeValue(forKey: Self.rateKey) {
            guard let found = Double(text), found >= 0, found.isFinite else {
                throw refuse("its \(Self.rateKey) is \(text); it must be at least 0 and finite")
            }
            rate = found
        }
        let parameters = try tensors(network.parameters, prefix: "", file, source)
        let buffers = try tensors(network.buffers, prefix: "", file, source)
        var restored: [[TensorFile.Tensor]] = []
        for name in optimizer.stateNames {
            restored.append(
                try tensors(network.parameters, prefix: "optimizer.\(name).", file, source))
        }
        write(parameters, of: network.parameters, to: values)
        write(buffers, of: network.buffers, to: statistics.buffers)
        for (tensors, storage) in zip(restored, state) {
            write(tensors, of: network.parameters, to: storage)
        }
        stepCount = step
        learningRate = rate
        packParameters()
        return metadata
    }

    /// Loads parameters and running statistics, such as PyTorch's, and resets the optimizer state.
    ///
    /// - Throws: `EngineError.badCheckpoint` if a parameter is missing or has another shape.
    package func loadParameters(_ file: TensorFile, source: String) throws(EngineError) {
        let parameters = try tensors(network.parameters, prefix: "", file, source)
        let buffers = try tensors(network.buffers, prefix: "", file, source)
        write(parameters, of: network.parameters, to: values)
        write(buffers, of: network.buffers, to: statistics.buffers)
        for storage in state { storage.floats.update(repeating: 0, count: storage.count) }
        stepCount = 0
        learningRate = optimizer.learningRate
        packParameters()
    }

    /// The values of a parameter, in PyTorch's layout.
    package func parameter(_ name: String) -> [Float]? {
        network.parameter(name).map { tensor($0, named: name, in: values).values }
    }

    /// The values of a buffer, such as a batch normalisation's running mean.
    package func buffer(_ name: String) -> [Float]? {
        network.buffer(name).map { tensor($0, named: name, in: statistics.buffers).values }
    }

    /// The last batch's gradient of a parameter, in PyTorch's layout.
    package func gradient(_ name: String) -> [Float]? {
        network.parameter(name).map { tensor($0, named: name, in: gradients).values }
    }

    private func tensor(
        _ view: ParameterView, named name: String, in storage: AlignedStorage
    ) -> TensorFile.Tensor {
        let values = UnsafeBufferPointer(start: storage.floats + view.offset, count: view.count)
        return TensorFile.Tensor(name: name, shape: view.shape, values: Array(values))
    }

    /// The file's tensors for some parameters, in their order.
    private func tensors(
        _ views: [ParameterView], prefix: String, _ file: TensorFile, _ source: String
    ) throws(EngineError) -> [TensorFile.Tensor] {
        let byName = Dictionary(file.tensors.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        var found: [TensorFile.Tensor] = []
        for view in views {
            guard let tensor = byName[prefix + view.name] else {
                throw .badCheckpoint(
                    source: source, reason: file.shapeFacts.absence(of: prefix + view.name))
            }
            guard tensor.shape == view.shape else {
                throw .badCheckpoint(
                    source: source,
                    reason: "tensor \"\(tensor.name)\" has shape \(tensor.shape); expected "
                        + "\(view.shape)")
            }
            found.append(tensor)
        }
        return found
    }

    private func write(
        _ tensors: [TensorFile.Tensor], of views: [ParameterView], to storage: AlignedStorage
    ) {
        for (view, tensor) in zip(views, tensors) {
            _ = tensor.values.withUnsafeBufferPointer {
                UnsafeMutableBufferPointer(start: storage.floats + view.offset, count: view.count)
                    .update(fromContentsOf: $0)
            }
        }
    }
}
