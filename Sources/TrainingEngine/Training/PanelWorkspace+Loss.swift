import KernelTypes

extension PanelWorkspace {
    /// Loads the targets of the panel's samples, unless the target is the input.
    func loadTargets(_ targets: SampleRows?, _ kind: Loss.Target, first: Int, live: Int) {
        guard let targets else { return }
        guard kind == .labels, case .bytes(let labels, _) = targets.values else {
            load(
                targets, size: network.output.count, first: first, live: live,
                to: targetPanel.lanes())
            return
        }
        for lane in 0..<live {
            targetPanel.floats[lane] = Float(labels[Int(targets.indices[first + lane])])
        }
    }

    /// Computes the sum of the live samples' losses, and the gradient if it is wanted.
    ///
    /// - Parameters:
    ///   - kind: the kind of target.
    ///   - scale: the gradient's factor, see `Loss.gradientScale`.
    func panelLoss(
        _ loss: Loss, _ kind: Loss.Target, scale: Float, live: Int,
        gradient: UnsafeMutablePointer<Lanes>?
    ) -> Double {
        let count = network.output.count
        let output = panelValues + plan.result
        let wanted = kind == .input ? panelValues : targetPanel.lanes()
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
        if !classWeights.isEmpty { weigh(live: live, gradient: gradient) }
        var total = 0.0
        for lane in 0..<live { total += Double(losses.floats[lane]) }
        return loss.isPerSample ? total : total / Double(count)
    }

    /// Multiplies the losses and gradients of the live samples by the weights of their classes.
    private func weigh(live: Int, gradient: UnsafeMutablePointer<Lanes>?) {
        var weights = Lanes(repeating: 1)
        for lane in 0..<live { weights[lane] = classWeights[Int(targetPanel.floats[lane])] }
        losses.lanes()[0] *= weights
        guard let gradient else { return }
        for output in 0..<network.output.count { gradient[output] *= weights }
    }
}
