import KernelTypes

extension Trainer {
    /// Takes an optimizer step with the gradients of the last batch.
    package func applyGradients() {
        stepCount += 1
        workspaces[0].timed(.optimizer) {
            if let clipping = optimizer.clipping { clipGradients(clipping) }
            run(.optimize)
            run(.pack)
        }
    }

    /// Updates a range of the parameters and their optimizer state.
    func optimize(_ vectors: Range<Int>) {
        let (first, count) = (vectors.lowerBound, vectors.count)
        let (values, gradients) = (values.lanes() + first, gradients.lanes() + first)
        func state(_ index: Int) -> UnsafeMutablePointer<Lanes> {
            self.state[index].lanes() + first
        }
        switch optimizer.kind {
        case .adam:
            kernels.adamStep(
                optimizer.adamStep(stepCount, rate: learningRate), count, values, gradients,
                state(0), state(1))
        case .adamW:
            kernels.optimizers.adamW(
                optimizer.adamStep(stepCount, rate: learningRate),
                Float(1 - learningRate * optimizer.weightDecay), count, values, gradients,
                state(0), state(1))
        case .rmsprop where optimizer.momentum > 0:
            kernels.optimizers.rmspropMomentum(
                optimizer.rmspropStep(rate: learningRate), Float(optimizer.momentum), count,
                values, gradients, state(0), state(1))
        case .rmsprop:
            kernels.rmspropStep(
                optimizer.rmspropStep(rate: learningRate), count, values, gradients,
                state(0))
        case .sgd where optimizer.momentum > 0:
            kernels.optimizers.sgdMomentum(
                optimizer.sgdStep(rate: learningRate), count, values, gradients,
                state(0))
        case .sgd:
            kernels.optimizers.sgd(
                optimizer.sgdStep(rate: learningRate), count, values, gradients)
        }
    }
}
