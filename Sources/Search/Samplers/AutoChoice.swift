import Portable
import StudyModel

/// Which samplers a job has when it leaves the choice to Podium, and why.
///
/// docs/search.md has the measurements behind each rule.
struct AutoChoice {
    /// With more parameters, a Gaussian process takes too long for what it finds.
    private static let mostForGaussian = 60
    /// From this trial on, a numeric space is searched by CMA-ES, which begins at the best trial.
    static let switchTrial = 500
    /// From this trial on, several objectives are searched by NSGA-II, whose parents are the best
    /// trials.
    private static let geneticTrial = 300
    /// The first standard deviation of CMA-ES: the best trial is near by then.
    private static let laterSigma = 0.1

    /// Of parameters without an order, every other trial is drawn by TPE.
    ///
    /// A Gaussian process knows little about values that it has not tried together, and can stay
    /// among the neighbours of a good configuration. TPE looks at how often the good trials have
    /// each value. Its trials are those with an odd number: at the even ones, the Gaussian process
    /// is less likely to stay where it is (`GPSampler.isWide`).
    static let densityTurns = AutoSampler.Turns(first: 21, every: 2)

    /// The samplers, each with the trials that it draws.
    let samplers: [(turns: AutoSampler.Turns, spec: SamplerSpec)]
    let reason: String

    init(_ job: Job, _ space: SearchSpace, lag: Int) {
        let varying = space.parameters.filter { DrawableDomain($0.domain).count != 1 }
        let count = varying.count
        let text = "\(count, "parameter")"
        guard count > 0 else {
            samplers = [(.all, .random)]
            reason = "no parameter has more than one value"
            return
        }
        if job.scheduler.type == SchedulerKind.populationName {
            samplers = [(.all, QMCSettings().spec)]
            reason = "the members of a population are drawn before any result is known"
            return
        }
        let knowledge = Self.knowledge(job, space)
        guard !job.metric.hasSeveralObjectives else {
            let hasModels = count <= Self.mostForGaussian && knowledge == nil
            samplers = [
                (.all, hasModels ? GPSettings(lag: lag).spec : TPESettings(lag: lag).spec),
                (.init(first: Self.geneticTrial), NSGA2Settings(lag: lag).spec),
            ]
            let objectives = "there are \(job.metric.objectives.count, "objective")"
            let few = "\(text) \(count == 1 ? "is" : "are") few enough for a model of each"
            reason = "\(objectives), and \(hasModels ? few : knowledge ?? "\(text) are many")"
            return
        }
        if let knowledge {
            samplers = [(.all, TPESettings(lag: lag).spec)]
            reason = knowledge
            return
        }
        let areNumbers = varying.allSatisfy { EvolutionAxis($0.domain) != nil }
        let isPlain = areNumbers && !space.isConditional
        guard count > Self.mostForGaussian else {
            let first = (AutoSampler.Turns.all, GPSettings(lag: lag).spec)
            let few =
                "\(text) \(count == 1 ? "is" : "are") few enough for a model of all of them"
            if isPlain {
                let later = AutoSampler.Turns(first: Self.switchTrial)
                samplers = [first, (later, Self.evolution(count, lag: lag))]
                reason = "\(few), and numbers that a distribution can follow later"
            } else if varying.allSatisfy({ EvolutionAxis($0.domain) == nil }) {
                samplers = [first, (Self.densityTurns, TPESettings(lag: lag).spec)]
                reason = "\(few), and no values have an order"
            } else {
                samplers = [first]
                reason = few
            }
            return
        }
        if isPlain {
            samplers = [(.all, CMAESSettings(lag: Self.evolutionLag(count, lag)).spec)]
            reason = "\(text) are many, and all of them are numbers"
        } else {
            samplers = [(.all, TPESettings(lag: lag).spec)]
            reason = "\(text) are many, and some have choices without an order or conditions"
        }
    }

    /// What a job knows beside its own trials, which a Gaussian process does not use; nil if it is
    /// nothing.
    private static func knowledge(_ job: Job, _ space: SearchSpace) -> String? {
        if !job.warmStart.isEmpty { return "it learns from trials of other studies" }
        let hasPriors = space.parameters.contains { $0.prior != nil }
        return hasPriors ? "it uses the priors of parameters" : nil
    }

    /// CMA-ES from the best of the first trials.
    private static func evolution(_ count: Int, lag: Int) -> SamplerSpec {
        CMAESSettings(
            startup: switchTrial, sigma: laterSigma, lag: evolutionLag(count, lag)
        ).spec
    }

    /// The trials beyond a generation, so that `lag` trials can run at a time.
    private static func evolutionLag(_ count: Int, _ lag: Int) -> Int {
        max(1, lag - AdaptationRates.usualPopulation(dimensions: count) + 1)
    }
}
