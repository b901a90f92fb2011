import KernelTypes

/// What batch normalisations need: running statistics, and memory for a batch.
final class BatchStatistics {
    /// The network's buffers.
    let buffers: AlignedStorage
    /// For each normalisation four numbers a channel, as `centredGradients` reads them: mean,
    /// factor, and the gradient's share and slope.
    private let channelValues: AlignedStorage
    /// 1 / √(variance + epsilon) of the channels of all normalisations.
    let inverses: FixedTable<Double>
    /// A panel's sums, two a channel: in lanes, and added up.
    let laneSums: AlignedStorage
    let sums: AlignedStorage
    /// A batch's sums, two a channel.
    let totals: FixedTable<Double>
    /// The values of a batch's panels.
    var panels: AlignedStorage?
    var panelCount = 0
    private let batchNorms: [BatchNormWork]

    init(_ network: Network, _ plan: StagePlan) {
        let widest = plan.widestNormalisation
        buffers = AlignedStorage(floats: network.bufferCount)
        channelValues = AlignedStorage(floats: 4 * plan.normalisedChannels)
        inverses = FixedTable(Array(repeating: 0, count: plan.normalisedChannels))
        laneSums = AlignedStorage(floats: 2 * widest * laneCount)
        sums = AlignedStorage(floats: 2 * widest)
        totals = FixedTable(Array(repeating: 0, count: 2 * widest))
        batchNorms = plan.batchNorms.compactMap { index in
            guard case .batchNorm(let work)? = plan.stages[index].layer else { return nil }
            return work
        }
        reset()
    }

    /// Running means of 0, variances of 1, no batches.
    func reset() {
        buffers.floats.update(repeating: 0, count: buffers.count)
        for work in batchNorms {
            let variances = buffers.floats + work.runningVariance.offset
            variances.update(repeating: 1, count: work.channels)
        }
    }

    func values(of work: BatchNormWork) -> UnsafeMutablePointer<Float> {
        channelValues.floats + 4 * work.firstChannel
    }

    var bytes: Int {
        let floats = [buffers, channelValues, laneSums, sums].reduce(panels?.count ?? 0) {
            $0 + $1.count
        }
        return floats * 4 + (inverses.buffer.count + totals.buffer.count) * 8
    }
}

/// Training of networks with batch normalisation.
///
/// Their statistics are of the whole batch, so the panels take each part of the network up to the
/// next normalisation together: forward, statistics, forward; and backward in the same parts. All
/// panels' values are kept, unlike in other networks. Sums are of a panel's lanes in `Float`, and
/// of panels in their order in `Double`.
extension Trainer {
    /// Makes sure of memory for batches of so many samples.
    ///
    /// Training does so by itself: only the first step of a larger batch than before allocates.
    /// Networks without batch normalisation need none.
    package func reserve(batchSize: Int) {
        let panels = (batchSize + laneCount - 1) / laneCount
        guard !plan.batchNorms.isEmpty, panels > statistics.panelCount else { return }
        statistics.panels = AlignedStorage(floats: panels * plan.valueVectors * laneCount)
        statistics.panelCount = panels
    }

    /// `computeGradients` for networks with batch normalisation.
    func computeBatchGradients(inputs: SampleRows, targets: SampleRows?) -> Double {
        let samples = inputs.count
        reserve(batchSize: samples)
        defer { panelValues = panel.lanes() }
        let (norms, end) = (plan.batchNorms, plan.stages.count)
        for part in 0...norms.count {
            let stages =
                (part == 0 ? 0 : norms[part - 1])..<(part == norms.count ? end : norms[part])
            forEachPanel(samples) { first, live in
                if part == 0 { loadInputs(inputs, first: first, live: live) }
                forwardStages(stages, .training(firstSample: first, live: live))
            }
            if part < norms.count { takeStatistics(plan.stages[norms[part]], samples: samples) }
        }
        let scale = loss.gradientScale(batch: samples, outputs: network.output.count)
        var total = 0.0
        for part in (0...norms.count).reversed() {
            let stages =
                (part == 0 ? 0 : norms[part - 1] + 1)..<(part == norms.count ? end : norms[part])
            forEachPanel(samples) { first, live in
                if part == norms.count {
                    loadTargets(targets, first: first, live: live)
                    total += panelLoss(scale: scale, live: live, gradient: gradientPanel)
                } else {
                    centreGradients(plan.stages[norms[part]], live: live)
                }
                backwardStages(stages, fresh: first == 0)
                if part > 0 {
                    addGradientSums(plan.stages[norms[part - 1]], fresh: first == 0)
                }
            }
            if part > 0 { finishGradientSums(plan.stages[norms[part - 1]], samples: samples) }
        }
        reduceSums()
        return total
    }

    /// Calls `body` for each panel of a batch with its first sample and how many it has.
    private func forEachPanel(_ samples: Int, _ body: (_ first: Int, _ live: Int) -> Void) {
        guard let panels = statistics.panels else {
            preconditionFailure("a batch without memory for its panels")
        }
        for first in stride(from: 0, to: samples, by: laneCount) {
            panelValues = panels.lanes() + first / laneCount * plan.valueVectors
            body(first, min(laneCount, samples - first))
        }
    }

    /// The batch's mean and variance of each channel, and the running ones after it.
    private func takeStatistics(_ stage: Stage, samples: Int) {
        guard case .batchNorm(let work)? = stage.layer else {
            preconditionFailure("\(stage.name) is no batch normalisation")
        }
        let channels = work.channels
        let means = statistics.values(of: work)
        let size = Double(samples * work.plane)
        means.update(repeating: 0, count: channels)
        addCentredSums(stage, work, samples: samples)
        for channel in 0..<channels {
            means[channel] = Float(statistics.totals.buffer[channel] / size)
        }
        // Distances from a mean that is almost right: their own mean corrects it.
        addCentredSums(stage, work, samples: samples)
        let runningMean = statistics.buffers.floats + work.runningMean.offset
        let runningVariance = statistics.buffers.floats + work.runningVariance.offset
        for channel in 0..<channels {
            let rest = statistics.totals.buffer[channel] / size
            let mean = Double(means[channel]) + rest
            let squares = max(statistics.totals.buffer[channels + channel] - rest * rest * size, 0)
            means[channel] = Float(mean)
            setFactor(work, channel, variance: squares / size)
            let (kept, share) = (1 - work.momentum, work.momentum)
            runningMean[channel] = Float(kept * Double(runningMean[channel]) + share * mean)
            // The running variance is that of the distribution behind the batch.
            runningVariance[channel] = Float(
                kept * Double(runningVariance[channel]) + share * squares / max(size - 1, 1))
        }
        statistics.buffers.floats[work.batches.offset] += 1
    }

    /// Prepares a normalisation by the running statistics.
    func useRunningStatistics(_ work: BatchNormWork) {
        let means = statistics.values(of: work)
        for channel in 0..<work.channels {
            means[channel] = statistics.buffers.floats[work.runningMean.offset + channel]
            let variance = statistics.buffers.floats[work.runningVariance.offset + channel]
            setFactor(work, channel, variance: Double(variance))
        }
    }

    private func setFactor(_ work: BatchNormWork, _ channel: Int, variance: Double) {
        let inverse = 1 / (variance + work.epsilon).squareRoot()
        let weight = Double(values.floats[work.weight.offset + channel])
        let own = statistics.values(of: work)
        own[work.channels + channel] = Float(inverse * weight)
        statistics.inverses.buffer[work.firstChannel + channel] = inverse
    }

    private func addCentredSums(_ stage: Stage, _ work: BatchNormWork, samples: Int) {
        for index in 0..<2 * work.channels { statistics.totals.buffer[index] = 0 }
        forEachPanel(samples) { _, live in
            layerKernels.centredSums(
                panelValues + stage.input, work.channels, work.plane, live,
                statistics.values(of: work), statistics.laneSums.lanes())
            addChannelSums(work.channels)
        }
    }

    /// Adds a panel's sums, two a channel, to the totals.
    private func addChannelSums(_ channels: Int) {
        kernels.reduceLanes(statistics.laneSums.lanes(), 2 * channels, statistics.sums.floats)
        for index in 0..<2 * channels {
            statistics.totals.buffer[index] += Double(statistics.sums.floats[index])
        }
    }

    /// Keeps the gradient of a normalisation's output in the output's place, and sums it.
    private func addGradientSums(_ stage: Stage, fresh: Bool) {
        guard case .batchNorm(let work)? = stage.layer else { return }
        if fresh {
            for index in 0..<2 * work.channels { statistics.totals.buffer[index] = 0 }
        }
        (panelValues + stage.output).update(from: gradientPanel, count: stage.outputCount)
        layerKernels.centredGradientSums(
            panelValues + stage.input, gradientPanel, work.channels, work.plane,
            statistics.values(of: work), statistics.laneSums.lanes())
        addChannelSums(work.channels)
    }

    /// The gradients of weight and bias, and what the input's gradient needs.
    private func finishGradientSums(_ stage: Stage, samples: Int) {
        guard case .batchNorm(let work)? = stage.layer else { return }
        let own = statistics.values(of: work)
        let size = Double(samples * work.plane)
        for channel in 0..<work.channels {
            let sum = statistics.totals.buffer[channel]
            let products = statistics.totals.buffer[work.channels + channel]
            let inverse = statistics.inverses.buffer[work.firstChannel + channel]
            gradients.floats[work.weight.offset + channel] = Float(products * inverse)
            gradients.floats[work.bias.offset + channel] = Float(sum)
            own[2 * work.channels + channel] = Float(sum / size)
            own[3 * work.channels + channel] = Float(products * inverse * inverse / size)
        }
    }

    /// The gradient of a normalisation's input, from its output's.
    private func centreGradients(_ stage: Stage, live: Int) {
        guard case .batchNorm(let work)? = stage.layer else { return }
        layerKernels.centredGradients(
            panelValues + stage.input, panelValues + stage.output, work.channels, work.plane,
            live, statistics.values(of: work), gradientPanel)
    }
}
