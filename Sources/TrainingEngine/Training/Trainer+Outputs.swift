extension Trainer {
    /// A trainer that only computes outputs: its loss, optimizer and dropout are never used.
    package static func forOutputs(
        of network: Network, threads: Int = 1
    ) throws(EngineError) -> Trainer {
        try Trainer(
            network: network, loss: .meanSquaredError, target: .images,
            optimizer: OptimizerSettings(.sgd, learningRate: 1), dropout: { _, _ in },
            threads: threads)
    }
}

extension Network {
    /// The index of the last linear layer, which maps the earlier layers' features to classes.
    package var lastLinearLayer: Int? {
        layers.lastIndex { named in
            if case .linear = named.layer { return true }
            return false
        }
    }
}
