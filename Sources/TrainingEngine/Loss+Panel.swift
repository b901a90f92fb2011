import KernelTypes

extension Trainer {
    /// Stops where inputs or targets are not there, or are not what the loss compares with.
    func check(_ inputs: SampleRows, _ targets: SampleRows?) {
        inputs.check(size: network.input.count, "sample")
        guard target != .input else {
            precondition(targets == nil, "the loss's target is the input: no targets are needed")
            return
        }
        guard let targets else {
            preconditionFailure("the loss's target is \(target.rawValue): there are no targets")
        }
        precondition(
            targets.count == inputs.count, "\(inputs.count) samples have \(targets.count) targets")
        let classes = network.output.count
        guard target == .labels else { return targets.check(size: classes, "target") }
        guard case .bytes(let labels, _) = targets.values else {
            preconditionFailure("labels are bytes; found floats")
        }
        targets.check(size: 1, "label")
        for index in targets.indices {
            precondition(
                labels[Int(index)] < classes,
                "sample \(index) has label \(labels[Int(index)]); there are \(classes) classes")
        }
    }

    /// Loads the targets of the panel's samples, where they are not the samples themselves.
    func loadTargets(_ targets: SampleRows?, first: Int, live: Int) {
        guard let targets else { return }
        guard target == .labels, case .bytes(let labels, _) = targets.values else {
            load(
                targets, size: network.output.count, first: first, live: live,
                to: targetPanel.lanes())
            return
        }
        for lane in 0..<live {
            targetPanel.floats[lane] = Float(labels[Int(targets.indices[first + lane])])
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
