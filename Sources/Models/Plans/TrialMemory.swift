package import StudyModel
package import TrainingEngine

/// An estimate of a trial's memory during training in bytes, from the job alone.
///
/// It excludes the program itself (some tens of megabytes) and temporary copies when a checkpoint
/// is written.
package struct TrialMemory: Sendable, Hashable, Codable {
    /// Weights, their copies in the kernels' layouts, and gradients.
    package var parameters = 0
    package var optimizerState = 0
    /// The workspaces of the threads: the values of a few samples, and gradient sums.
    package var workspaces = 0
    /// Data per batch: all values if a batch normalisation or a GAN needs them, noise, corrupted
    /// samples.
    package var batch = 0
    /// Memory that all slots of a worker share: the data set, weights from files, codes of a frozen
    /// encoder.
    package var shared = 0

    package var total: Int { perSlot + shared }
    /// The memory per slot of a worker.
    package var perSlot: Int { parameters + optimizerState + workspaces + batch }

    private enum CodingKeys: String, CodingKey {
        case parameters, workspaces, batch, shared
        case optimizerState = "optimizer_state"
    }
}

/// The size of a data set in memory.
package struct SampleSizes: Sendable, Hashable {
    package var byteCount: Int
    /// The number of training and test samples.
    package var count: Int

    package init(byteCount: Int, count: Int) {
        self.byteCount = byteCount
        self.count = count
    }
}

extension TrialMemory {
    /// The batch sizes for the validation of a denoising autoencoder and for a GAN's quality.
    package static let validationBatch = 256
    package static let qualityBatch = 1_000

    /// The memory of a job's trial with a configuration.
    ///
    /// - Parameter samples: the sizes of the data set in memory, if they are known; otherwise the
    ///   lengths of its files are used.
    /// - Throws: `ModelMismatch` if the model or the training is invalid in this configuration.
    package init(
        of job: NetworkJob, in configuration: Configuration, samples: SampleSizes? = nil
    ) throws(ModelMismatch) {
        let networks = try JobNetwork.networks(of: job, in: configuration)
        let dataset = job.dataset
        let sizes = samples ?? dataset.sizes
        shared = sizes.byteCount
        if let pretrained = job.pretrained { shared += pretrained.file.boundedByteCount }
        let batchSize = try TrainingPlan.batchSize(of: job, in: configuration)
        let sample = dataset.sampleShape.reduce(1, *) * MemoryLayout<Float>.stride
        if job.objective.isAdversarial {
            try addAdversarial(networks, job, configuration, batchSize: batchSize)
            if let quality = job.quality {
                batch += Self.qualityBatch * sample
                // The file's tensors, and the outputs-only network made from them.
                batch += 6 * quality.features.boundedByteCount
            }
            return
        }
        let plan = try TrainingPlan(job: job, configuration: configuration)
        var network = networks[0].network
        if job.objective.predictsClasses, job.pretrained?.isFrozen == true,
            job.modelInUse["encoder"] != nil
        {
            // Only the head is trained, on the codes of all samples.
            let encoder = try job.network(
                of: ["encoder"], input: network.input, in: configuration)
            network = try job.network(
                of: ["classifier"], input: encoder.output, in: configuration)
            let codes = sizes.count.multipliedReportingOverflow(by: 4 * encoder.output.count)
            shared +=
                codes.overflow
                ? InputFile.largestByteCount : min(codes.partialValue, InputFile.largestByteCount)
            add(TrainingMemory.forOutputs(of: encoder, threads: 1))
        }
        let isDenoising = job.objective.corruptsSamples
        add(
            TrainingMemory(
                of: network, loss: plan.loss, target: job.objective.target,
                optimizer: plan.optimizer, threads: job.threads, batchSize: batchSize))
        if isDenoising { batch += (batchSize + Self.validationBatch) * sample }
    }

    private mutating func addAdversarial(
        _ networks: [JobNetwork], _ job: NetworkJob, _ configuration: Configuration, batchSize: Int
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

extension NetworkKind {
    /// The kind of the loss's target; nil for the usual one of the loss.
    package var target: Loss.Target? {
        corruptsSamples || predictsNumbers ? .images : nil
    }
}

extension DatasetReference {
    /// The sizes that are known without reading files, which are mapped if they can be used
    /// unchanged.
    fileprivate var sizes: SampleSizes {
        switch self {
        case .named(let name): SampleSizes(byteCount: name.byteCount, count: 70_000)
        case .files(let files):
            SampleSizes(
                byteCount: files.arrays.reduce(0) { $0 + $1.file.boundedByteCount }, count: 0)
        // A number takes about as many bytes in a text as in memory.
        case .table(let table):
            SampleSizes(
                byteCount: table.files.reduce(0) { $0 + $1.boundedByteCount }, count: 0)
        }
    }
}

extension DatasetName {
    /// The bytes of the four files, which are mapped into memory.
    package var byteCount: Int { 54_950_048 }
}

extension InputFile {
    /// Larger than any file, and small enough that sums don't overflow.
    fileprivate static let largestByteCount = 1 << 56

    /// The file's length from the job's record, clamped so that sums don't overflow.
    fileprivate var boundedByteCount: Int { min(max(byteCount, 0), Self.largestByteCount) }
}
