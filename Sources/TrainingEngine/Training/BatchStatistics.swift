import KernelTypes

/// The running statistics of batch normalisations, and the memory for a batch.
final class BatchStatistics {
    /// The network's buffers.
    let buffers: AlignedStorage
    /// Four numbers per channel of each normalisation, as `centredGradients` reads them: mean,
    /// factor, and the gradient's share and slope.
    private let channelValues: AlignedStorage
    /// 1 / √(variance + epsilon) of the channels of all normalisations.
    private let inverses: FixedTable<Double>
    /// A batch's sums, two per channel.
    private let totals: FixedTable<Double>
    /// The values of a batch's panels and the sums of their channels.
    private var panels: AlignedStorage?
    private var panelSums: AlignedStorage?
    private var panelCount = 0
    private let valueVectors: Int
    /// The number of sums per panel: two for each channel of the widest normalisation.
    private let sumCount: Int
    private let batchNorms: [BatchNormWork]

    init(_ network: Network, _ plan: StagePlan) {
        valueVectors = plan.valueVectors
        sumCount = 2 * plan.widestNormalisation
        buffers = AlignedStorage(floats: network.bufferCount)
        channelValues = AlignedStorage(floats: 4 * plan.normalisedChannels)
        inverses = FixedTable(Array(repeating: 0, count: plan.normalisedChannels))
        totals = FixedTable(Array(repeating: 0, count: sumCount))
        batchNorms = plan.batchNorms.compactMap { index in
            guard case .batchNorm(let work)? = plan.stages[index].layer else { return nil }
            return work
        }
        reset()
    }

    /// Resets to running means of 0, variances of 1 and no batches.
    func reset() {
        buffers.floats.update(repeating: 0, count: buffers.count)
        for work in batchNorms {
            let variances = buffers.floats + work.runningVariance.offset
            variances.update(repeating: 1, count: work.channels)
        }
    }

    /// Allocates memory for the values of up to this many panels.
    func reserve(panels count: Int) {
        guard count > panelCount else { return }
        panels = AlignedStorage(floats: count * valueVectors * laneCount)
        panelSums = AlignedStorage(floats: count * sumCount)
        panelCount = count
    }

    /// The values of a panel of the batch.
    func values(ofPanel panel: Int) -> UnsafeMutablePointer<Lanes> {
        guard let panels, panel < panelCount else {
            preconditionFailure("a batch without memory for panel \(panel)")
        }
        return panels.lanes() + panel * valueVectors
    }

    /// The channel sums of a panel, before panels are added.
    func sums(ofPanel panel: Int) -> UnsafeMutablePointer<Float> {
        guard let panelSums, panel < panelCount else {
            preconditionFailure("a batch without memory for panel \(panel)")
        }
        return panelSums.floats + panel * sumCount
    }

    func values(of work: BatchNormWork) -> UnsafeMutablePointer<Float> {
        channelValues.floats + 4 * work.firstChannel
    }

    var bytes: Int {
        let own = [buffers, channelValues, panels, panelSums].compactMap(\.self)
        return own.reduce(0) { $0 + $1.count } * 4
            + (inverses.buffer.count + totals.buffer.count) * 8
    }
}

/// Sums over panels, in their order, in Double.
extension BatchStatistics {
    private func addPanels(_ work: BatchNormWork, _ panels: Int) {
        for index in 0..<2 * work.channels { totals.buffer[index] = 0 }
        for panel in 0..<panels {
            let sums = sums(ofPanel: panel)
            for index in 0..<2 * work.channels { totals.buffer[index] += Double(sums[index]) }
        }
    }

    /// Starts the statistics of a batch: deviations are from 0.
    func startStatistics(_ work: BatchNormWork) {
        values(of: work).update(repeating: 0, count: work.channels)
    }

    /// Computes the mean from the panels' sums.
    func takeMean(_ work: BatchNormWork, panels: Int, samples: Int) {
        let (means, size) = (values(of: work), Double(samples * work.plane))
        addPanels(work, panels)
        for channel in 0..<work.channels { means[channel] = Float(totals.buffer[channel] / size) }
    }

    /// Computes mean and variance, and updates the running statistics.
    ///
    /// The panels' sums are of deviations from an approximate mean; their own mean corrects it.
    func takeVariance(
        _ work: BatchNormWork, panels: Int, samples: Int, weights: UnsafePointer<Float>
    ) {
        let (means, size) = (values(of: work), Double(samples * work.plane))
        addPanels(work, panels)
        let runningMean = buffers.floats + work.runningMean.offset
        let runningVariance = buffers.floats + work.runningVariance.offset
        let (kept, share) = (1 - work.momentum, work.momentum)
        for channel in 0..<work.channels {
            let rest = totals.buffer[channel] / size
            let mean = Double(means[channel]) + rest
            let squares = max(totals.buffer[work.channels + channel] - rest * rest * size, 0)
            means[channel] = Float(mean)
            setFactor(work, channel, variance: squares / size, weights)
            runningMean[channel] = Float(kept * Double(runningMean[channel]) + share * mean)
            // The running variance is the unbiased estimate (divisor n - 1).
            runningVariance[channel] = Float(
                kept * Double(runningVariance[channel]) + share * squares / max(size - 1, 1))
        }
        buffers.floats[work.batches.offset] += 1
    }

    /// Prepares a normalisation by the running statistics.
    func useRunning(_ work: BatchNormWork, weights: UnsafePointer<Float>) {
        let means = values(of: work)
        for channel in 0..<work.channels {
            means[channel] = buffers.floats[work.runningMean.offset + channel]
            let variance = buffers.floats[work.runningVariance.offset + channel]
            setFactor(work, channel, variance: Double(variance), weights)
        }
    }

    private func setFactor(
        _ work: BatchNormWork, _ channel: Int, variance: Double, _ weights: UnsafePointer<Float>
    ) {
        let inverse = 1 / (variance + work.epsilon).squareRoot()
        values(of: work)[work.channels + channel] = Float(inverse * Double(weights[channel]))
        inverses.buffer[work.firstChannel + channel] = inverse
    }

    /// Computes the terms for the input's gradient, and the gradients of weight and bias if wanted.
    func finishGradientSums(
        _ work: BatchNormWork, panels: Int, samples: Int, arena: UnsafeMutablePointer<Float>?
    ) {
        let (own, size) = (values(of: work), Double(samples * work.plane))
        addPanels(work, panels)
        for channel in 0..<work.channels {
            let sum = totals.buffer[channel]
            let products = totals.buffer[work.channels + channel]
            let inverse = inverses.buffer[work.firstChannel + channel]
            if let arena {
                arena[work.weight.offset + channel] = Float(products * inverse)
                arena[work.bias.offset + channel] = Float(sum)
            }
            own[2 * work.channels + channel] = Float(sum / size)
            own[3 * work.channels + channel] = Float(products * inverse * inverse / size)
        }
    }
}
