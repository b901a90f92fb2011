package import StudyModel
import TrainingEngine

/// How much memory a trial takes while it trains, in bytes: an estimate from the job alone.
///
/// What the program itself takes (some tens of megabytes), and copies that are made for a moment
/// when a checkpoint is written, are not part of it.
package struct TrialMemory: Sendable, Hashable, Codable {
    /// Weights, their copies in the kernels' layouts, and gradients.
    package var parameters = 0
    package var optimizerState = 0
    /// What each thread works in: the values of a few samples, and sums of gradients.
    package var workspaces = 0
    /// What is kept of a batch: all values where a batch normalisation or a GAN needs them, noise,
    /// corrupted samples.
    package var batch = 0
    /// What all slots of a worker share: the data set, weights from files, codes of a frozen
    /// encoder.
    package var shared = 0

    package var total: Int { perSlot + shared }
    /// What each slot of a worker takes.
    package var perSlot: Int { parameters + optimizerState + workspaces + batch }

    private enum CodingKeys: String, CodingKey {
        case parameters, workspaces, batch, shared
        case optimizerState = "optimizer_state"
    }
}

/// How large a data set is in memory.
package struct SampleSizes: Sendable, Hashable {
    package var byteCount: Int
    /// Training and test samples.
    package var count: Int

    package init(byteCount: Int, count: Int) {
        self.byteCount = byteCount
        self.count = count
    }
}

extension TrialMemory {
    /// Samples that a denoising autoencoder is validated on, and that a GAN's quality is measured
    /// on, at a time.
    package static let validationBatch = 256
    package static let qualityBatch = 1_000

    /// The memory of a job's trial with a configuration; all zero for an objective that trains
    /// nothing.
    ///
    /// - Parameter samples: of the data set in memory, where they are known; else the lengths of
    ///   its files count.
    /// - Throws: what of the model or the training doesn't fit in this configuration.
    package init(
        of job: Job, in configuration: Configuration, samples: SampleSizes? = nil
    ) throws(ModelMismatch) {
        let networks = try JobNetwork.networks(of: job, in: configuration)
        guard let dataset = job.dataset, !networks.isEmpty else { return }
        let sizes = samples ?? dataset.sizes
        shared = sizes.byteCount
        if let pretrained = job.pretrained { shared += pretrained.file.boundedByteCount }
        let batchSize = try TrainingPlan.batchSize(of: job, in: configuration)
        let sample = dataset.sampleShape.reduce(1, *) * MemoryLayout<Float>.stride
        if job.objective == .gan {
            try addAdversarial(networks, job, configuration, batchSize: batchSize)
            if let quality = job.quality {
                batch += Self.qualityBatch * sample
                // The file's tensors, and a network of outputs alone that is made of them.
                batch += 6 * quality.features.boundedByteCount
            }
            return
        }
        let plan = try TrainingPlan(job: job, configuration: configuration)
        var network = networks[0].network
        if job.objective == .classifier, job.pretrained?.isFrozen == true,
            let model = job.modelInUse, model["encoder"] != nil
        {
            // The head alone is trained, on the codes of all samples.
            let encoder = try model.network(
                of: ["encoder"], input: network.input, in: configuration)
            network = try model.network(
                of: ["classifier"], input: encoder.output, in: configuration)
            let codes = sizes.count.multipliedReportingOverflow(by: 4 * encoder.output.count)
            shared +=
                codes.overflow
                ? InputFile.largestByteCount : min(codes.partialValue, InputFile.largestByteCount)
            add(TrainingMemory.forOutputs(of: encoder, threads: 1))
        }
        let isDenoising = job.objective == .denoisingAutoencoder
        add(
            TrainingMemory(
                of: network, loss: plan.loss, target: isDenoising ? .images : nil,
                optimizer: plan.optimizer, threads: job.threads, batchSize: batchSize))
        if isDenoising { batch += (batchSize + Self.validationBatch) * sample }
    }

    private mutating func addAdversarial(
        _ networks: [JobNetwork], _ job: Job, _ configuration: Configuration, batchSize: Int
    ) throws(ModelMismatch) {
        for own in networks {
            let plan = try TrainingPlan(
                job: job, part: own.ganPart, configuration: configuration)
            add(
                TrainingMemory(
                    of: own.network, loss: plan.loss, target: .images, optimizer: plan.optimizer,
                    threads: job.threads, batchSize: batchSize, keepsBatch: true))
            if own.ganPart == "generator" {
                batch += batchSize * plan.latentDimension * MemoryLayout<Float>.stride
            }
        }
    }

    private mutating func add(_ memory: TrainingMemory) {
        parameters += memory.parameters
        optimizerState += memory.optimizerState
        workspaces += memory.workspaces
        batch += memory.batch
    }
}

extension DatasetReference {
    /// What is known without looking into files: they are mapped where they can be used as they
    /// are.
    fileprivate var sizes: SampleSizes {
        switch self {
        case .named(let name): SampleSizes(byteCount: name.byteCount, count: 70_000)
        case .files(let files):
            SampleSizes(
                byteCount: files.arrays.reduce(0) { $0 + $1.file.boundedByteCount }, count: 0)
        }
    }
}

extension DatasetName {
    /// The bytes of the four files, which are mapped into memory.
    package var byteCount: Int { 54_950_048 }
}

extension InputFile {
    /// More than any file has, and little enough for sums.
    fileprivate static let largestByteCount = 1 << 56

    /// A file's length as a job's record states it, kept to what can be added up.
    fileprivate var boundedByteCount: Int { min(max(byteCount, 0), Self.largestByteCount) }
}
