import KernelTypes

extension Trainer {
    /// Stops where targets are not there, or are not what the loss compares with.
    func check(
        _ targets: UnsafeRawBufferPointer?, for indices: UnsafeBufferPointer<Int32>
    ) {
        guard target != .input else {
            precondition(targets == nil, "the loss's target is the input: no targets are needed")
            return
        }
        guard let targets else {
            preconditionFailure("the loss's target is \(target.rawValue): give its bytes")
        }
        let classes = network.output.count
        let available = target == .labels ? targets.count : targets.count / classes
        for index in indices {
            precondition(
                index >= 0 && index < available, "sample \(index) has no target: \(available) do")
            guard target == .labels else { continue }
            precondition(
                targets[Int(index)] < classes,
                "sample \(index) has label \(targets[Int(index)]); there are \(classes) classes")
        }
    }

    /// Loads the targets of the panel's samples, where they are not the samples themselves.
    func loadTargets(
        _ targets: UnsafeRawBufferPointer?, _ indices: UnsafeBufferPointer<Int32>, first: Int,
        live: Int
    ) {
        guard let targets, let bytes = targets.baseAddress else { return }
        if target == .images {
            kernels.loadPanel(
                bytes.assumingMemoryBound(to: UInt8.self), network.output.count,
                indices.baseAddress! + first, live, targetPanel.lanes())
        } else {
            for lane in 0..<live {
                targetPanel.floats[lane] = Float(targets[Int(indices[first + lane])])
            }
        }
    }

    /// The sum of the live samples' losses; the loss's gradient where it is wanted.
    ///
    /// - Parameter scale: of the gradient, see `Loss.gradientScale`.
    func panelLoss(
        scale: Float, live: Int, gradient: UnsafeMutablePointer<Lanes>?
    ) -> Double {
        let count = network.output.count
        let output = panelValues + plan.result
        let wanted = target == .input ? panelValues : targetPanel.lanes()
        let sums = losses.lanes()
        var task = LossTask(count: count, scale: scale, liveLanes: live)
        switch loss {
        case .meanSquaredError:
            kernels.squaredError(output, wanted, count, scale, live, gradient, sums)
        case .l1:
            kernels.losses.absoluteError(task, output, wanted, gradient, sums)
        case .huber(let delta):
            task.setting = Float(delta)
            kernels.losses.huber(task, output, wanted, gradient, sums)
        case .binaryCrossEntropy:
            kernels.losses.binaryCrossEntropy(task, output, wanted, gradient, sums)
        case .binaryCrossEntropyWithLogits:
            kernels.losses.binaryCrossEntropyWithLogits(task, output, wanted, gradient, sums)
        case .crossEntropy(let smoothing):
            task.setting = Float(smoothing)
            kernels.losses.crossEntropy(task, output, wanted, gradient, sums)
        }
        var total = 0.0
        for lane in 0..<live { total += Double(losses.floats[lane]) }
        return loss.isPerSample ? total : total / Double(count)
    }
}
