import KernelTypes

extension Trainer {
    /// Takes an optimizer step with the gradients of the last batch.
    package func applyGradients() {
        stepCount += 1
        let begin = profile?.now()
        if let clipping = optimizer.clipping { clipGradients(clipping) }
        let count = network.arenaCount / laneCount
        let (values, gradients) = (values.lanes(), gradients.lanes())
        switch optimizer.kind {
        case .adam:
            kernels.adamStep(
                optimizer.adamStep(stepCount, rate: learningRate), count, values, gradients,
                state[0].lanes(), state[1].lanes())
        case .adamW:
            kernels.optimizers.adamW(
                optimizer.adamStep(stepCount, rate: learningRate),
                Float(1 - learningRate * optimizer.weightDecay), count, values, gradients,
                state[0].lanes(), state[1].lanes())
        case .rmsprop where optimizer.momentum > 0:
            kernels.optimizers.rmspropMomentum(
                optimizer.rmspropStep(rate: learningRate), Float(optimizer.momentum), count,
                values, gradients, state[0].lanes(), state[1].lanes())
        case .rmsprop:
            kernels.rmspropStep(
                optimizer.rmspropStep(rate: learningRate), count, values, gradients,
                state[0].lanes())
        case .sgd where optimizer.momentum > 0:
            kernels.optimizers.sgdMomentum(
                optimizer.sgdStep(rate: learningRate), count, values, gradients,
                state[0].lanes())
        case .sgd:
            kernels.optimizers.sgd(
                optimizer.sgdStep(rate: learningRate), count, values, gradients)
        }
        packParameters()
        profile?.add(\.optimizer, since: begin)
    }
}
