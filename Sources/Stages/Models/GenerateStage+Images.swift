import Analysis
import Embeddings
package import Reporting

extension GenerateStage {
    package func find(_ subject: ModelSubject, in folder: inout FindingsFolder) throws {
        let model = subject.model
        guard !model.job.objective.isAdversarial else {
            return try generate(subject, in: &folder)
        }
        let images = try CodeImages(
            of: model, samples: subject.testSamples(), threads: settings.threadCount)
        if let around {
            try images.around(around, noise, count: count ?? 16, seed: seed, in: &folder)
        } else if let path {
            try images.path(
                from: path.first, to: path.second, count: count ?? 12, in: &folder)
        } else {
            try images.grid(
                axes, side: count ?? 15,
                engine: EmbeddingEngine(threads: settings.threadCount), in: &folder)
        }
    }

    private var axes: SampleCodes.GridAxes {
        variables.map { .variables($0.numbers[0] - 1, $0.numbers[1] - 1) } ?? .components
    }

    /// Why the codes or the test samples don't suffice for images of codes, or nil.
    func codeObstacle(in model: StageModel) -> String? {
        if let around { return model.obstacle(inTestSamples: [around], option: "--around") }
        if let path {
            return model.obstacle(inTestSamples: [path.first, path.second], option: "--path")
        }
        return model.codeSize.flatMap(axes.complaint).map { "\($0)" }
    }

    private func generate(_ subject: ModelSubject, in folder: inout FindingsFolder) throws {
        let model = subject.model
        let distance = try classifier.map {
            try FeatureDistance(
                classifier: subject.other($0), samples: subject.testSamples(),
                threads: settings.threadCount)
        }
        let images = try GeneratorImages(
            of: model, seed: seed, distance: distance, threads: settings.threadCount)
        if training {
            try images.training(count: count ?? 64, in: &folder)
        } else {
            try images.grid(count: count ?? 64, in: &folder)
        }
    }
}
