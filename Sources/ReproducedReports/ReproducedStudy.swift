import JobFiles
import Models
import Search
import Stages
import Studies
import StudyModel

/// One study of a report, with its job on the full budget or on a small one.
struct ReproducedStudy {
    /// Searches a job's study to its end, in a directory of studies.
    typealias Search = (LoadedJob, _ results: String) throws -> Void

    /// The small budget: enough to check that everything works, and to see the form of the results.
    private enum Quick {
        /// As many as the rankings of the reports have rows.
        static let trials = 5
        static let ganTrials = 2
        static let epochs = 1
        static let modelEpochs = 2
        static let snapshots = 2
        static let latentSamples = 1_000
        static let latentIterations = 300
    }

    let file: String
    let results: String
    let isQuick: Bool
    private let loaded: LoadedJob

    /// - Parameters:
    ///   - weights: the paths of the run's own weights.
    ///   - name: the study's name in the run, if the study is only inspected: weights made by
    ///     earlier studies may be missing. Nil if the study will run.
    init(
        file: String, weights: OwnWeights, isQuick: Bool, lookingAt name: String? = nil
    ) throws {
        self.file = file
        results = weights.results
        self.isQuick = isQuick
        let environment = weights.environment(before: name)
        var loaded = try JobFile.read(path: file, environment: environment)
        if isQuick { loaded = try Self.shortened(loaded, environment) }
        loaded.job = try weights.adapt(loaded.job)
        self.loaded = loaded
    }

    /// The job as it is run, with the budget and the weights applied.
    var job: Job { loaded.job }

    var name: String { loaded.job.study }

    /// The job on the small budget; a grid keeps all its trials.
    private static func shortened(
        _ loaded: LoadedJob, _ environment: JobEnvironment
    ) throws -> LoadedJob {
        var overrides = JobOverrides(epochs: min(Quick.epochs, loaded.job.epochs))
        if loaded.job.sampler != .grid {
            let trials =
                loaded.job.objective.kind == NetworkKind.gan.rawValue
                ? Quick.ganTrials : Quick.trials
            overrides.trials = min(trials, loaded.job.trials)
        }
        var short = try loaded.applying(overrides, environment: environment)
        short.job = withoutRepetitions(short.job)
        // Refits with other seeds are not useful on the small budget.
        short.job.stages = short.job.stages.filter { $0[option: "seed"] == nil }.map(shortened)
        return short
    }

    /// The job with one seed per configuration.
    private static func withoutRepetitions(_ job: Job) -> Job {
        var job = job
        var parameters = job.space.parameters
        for (index, parameter) in parameters.enumerated() where parameter.isRepetition {
            guard case .categorical(let choices) = parameter.domain, choices.count > 1 else {
                continue
            }
            parameters[index].domain = .categorical([choices[0]])
            job.initial = []
            if job.sampler == .grid { job.trials /= choices.count }
        }
        job.space = SearchSpace(parameters)
        return job
    }

    private static func shortened(_ step: StudyStage) -> StudyStage {
        switch step.command {
        case .train:
            let short = step.setting("epochs", ["\(Quick.modelEpochs)"])
            return step[option: "snapshots"] == nil
                ? short : short.setting("snapshots", ["\(Quick.snapshots)"])
        case .latent:
            let short = step.setting("samples", ["\(Quick.latentSamples)"])
            return step[option: "method"] == ["tsne"]
                ? short.setting("iterations", ["\(Quick.latentIterations)"]) : short
        case .report, .evaluate, .reconstruct, .generate, .export: return step
        }
    }

    /// The estimated multiply-adds of the study's training, for the estimate of the time left.
    var work: Double {
        guard var sampler = try? StudySampler(job: loaded.job),
            let summary = try? ModelSummary(
                job: NetworkJob(loaded.job), configuration: sampler.suggest(trial: 0),
                space: sampler.space)
        else { return 0 }
        let each = summary.parts.filter { !$0.isFrozen }.reduce(0) { $0 + $1.multiplyAdds }
        let trained = loaded.job.stages.filter { $0.command == .train }.reduce(0) { sum, step in
            sum + (step[option: "epochs"]?.first.flatMap { Int($0) } ?? loaded.job.epochs)
        }
        let searched = isSingle ? 0 : loaded.job.trials * loaded.job.epochs
        return Double(each) * Double(searched + trained)
    }

    /// Whether the space has a single configuration, so that no search is necessary.
    private var isSingle: Bool { (try? StudySampler(job: loaded.job).limit) == 1 }

    /// Whether the search is finished.
    var isSearched: Bool {
        let directory = StudyDirectory(results: results, study: name)
        guard directory.exists, let status = try? StudyReader.status(of: directory) else {
            return false
        }
        return status.record.trials.count { $0.trial.state.isTerminal } >= loaded.job.trials
    }

    /// Runs the search and the stages, and skips finished work.
    func run(host: any StageHost, search: Search) throws {
        let stages = try StageRunner(loaded, results: results, host: host)
        guard !isSingle else { return try stages.run(trains: file) }
        try stages.prepare()
        try search(loaded, results)
        try stages.run()
    }
}
