import Portable
package import StudyModel

/// Bayesian optimisation with Gaussian processes.
///
/// The model of the results is a Gaussian process with a Matérn covariance and a length scale per
/// parameter. The configuration with the largest expected improvement is tried. Trials without a
/// result count as if they had what the model predicts (Kriging believer).
///
/// With several objectives each has a process of its own, and the expected improvement is that of
/// the hypervolume that the best trials dominate.
///
/// The trial number fixes which results a trial learns from: it waits for the results of trials
/// 0...n - lag and ignores all others. In a finite space no configuration repeats before all were
/// tried. Failed trials rank last, and trials that are not feasible behind those that are.
///
/// With a scheduler, the values of the latest level with enough of them are compared. Trials that
/// passed this level without a value, because they were stopped before, rank behind those with one.
///
/// Sources: Jones, Schonlau and Welch, "Efficient global optimization of expensive black-box
/// functions", Journal of Global Optimization 13 (1998); Snoek, Larochelle and Adams, "Practical
/// Bayesian optimization of machine learning algorithms", NIPS 2012; and those of the parts in
/// Gaussian/.
package struct GPSampler: Sampler {
    /// A finite space of at most this many rows is searched exhaustively.
    private static let mostRows = 4_096
    /// Beyond this many results, hyperparameters are fitted when their number has grown by a share.
    private static let firstMilestone = 24
    private static let growth = 20
    private static let leaders = 5
    /// Per number of objectives: the most points of a front whose improvement is computed.
    ///
    /// With more objectives, each point cuts more boxes. Of larger fronts, those with the largest
    /// crowding distances count.
    private static let mostInFront = [2: 200, 3: 60, 4: 20]
    private static let fewInFront = 10
    /// How far the reference of the hypervolume is behind the front, as a share of its range.
    private static let margin = 0.1
    /// The least distance, in standard deviations of all values.
    private static let leastMargin = 0.01

    private let settings: GPSettings
    private let horizon: ResultHorizon
    private let space: GaussianSpace
    private let seed: UInt64
    private let sobol: SobolSequence?
    private let allPoints: [[Double]]?
    private var random: RandomSampler
    private var first: QMCSampler?
    private var history: GaussianHistory
    /// What was tried in a continuous space, where the random sampler repeats nothing anyway.
    private var tried: Set<Configuration> = []
    private let isContinuous: Bool
    /// Per kind, wide first: the last fits of all objectives, and the trial that they were made at.
    private var fits: [(trial: Int, hyperparameters: [Hyperparameters?])?] = [nil, nil]
    /// Trials drawn at random because no model could be made.
    package private(set) var fallbacks = 0

    /// Prepares a space without pools.
    ///
    /// - Parameter horizon: the results that it may learn from.
    package init(
        space: SearchSpace, metric: Metric, seed: UInt64, settings: GPSettings,
        repeats: RepeatRule? = nil, horizon: ResultHorizon = .fullTraining
    ) throws(SearchError) {
        self.horizon = horizon
        self.settings = settings
        self.seed = seed
        self.space = GaussianSpace(space)
        history = GaussianHistory(self.space, metric, settings, horizon)
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
        let axes = self.space.axes.count
        if axes <= LowDiscrepancySequence.largestDimensions {
            first = try QMCSampler(
                space: space, seed: seed, settings: QMCSettings(), repeats: repeats)
            sobol = SobolSequence(dimensions: max(1, axes))
        } else {
            sobol = nil
        }
        allPoints = self.space.allPoints(limit: Self.mostRows)
        isContinuous = self.space.space.rows == nil && repeats != .always
    }

    package var limit: Int? { random.limit }

    package var learns: Bool { true }

    package var concurrency: Int? { settings.lag }

    package func resultsNeeded(for trial: Int) -> [Int] {
        trial < settings.startup
            ? history.levels.map { _ in 0 } : horizon.known(before: trial, lag: settings.lag)
    }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
        if trial < settings.startup { first?.restore(configuration, trial: trial) }
        append(configuration)
    }

    private mutating func append(_ configuration: Configuration) {
        history.append(space.point(of: configuration))
        if isContinuous { tried.insert(configuration) }
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        history.tell(score, at: level, trial: trial)
    }

    package mutating func suggest(trial: Int) -> Configuration {
        if trial < settings.startup, let drawn = first?.suggest(trial: trial) {
            random.restore(drawn, trial: trial)
            append(drawn)
            return drawn
        }
        if trial >= settings.startup, !space.axes.isEmpty,
            let promising = promisingPoint(trial: trial)
        {
            let configuration = space.configuration(of: promising)
            random.restore(configuration, trial: trial)
            append(configuration)
            return configuration
        }
        let drawn = random.suggest(trial: trial)
        append(drawn)
        return drawn
    }

    /// The point with the largest expected improvement, if any.
    private mutating func promisingPoint(trial: Int) -> [Double]? {
        let known = observations(before: trial, isWide: Self.isWide(trial))
        let objectives = known.varying
        guard !objectives.isEmpty else { return nil }
        let rows = rows(of: known.trials)
        let inputs = inputs(rows)
        let hyperparameters = hyperparameters(for: trial)
        var processes: [GaussianProcess] = []
        for objective in objectives {
            guard let own = hyperparameters[objective],
                let process = GaussianProcess(
                    own, inputs, values: known.values[objective],
                    room: settings.lag + history.points.count)
            else {
                fallbacks += 1
                return nil
            }
            processes.append(process)
        }
        let means = processes.map { $0.means(at: rows) }
        // A trial improves on what is known, and on what pending trials are believed to be.
        var believed = means
        for pending in history.pending(after: resultsNeeded(for: trial)).map(space.row) {
            for place in processes.indices {
                believed[place] += processes[place].means(at: [pending])
                processes[place].believe(pending)
            }
        }
        let (goal, leaders) = goal(processes, means, believed: believed)
        let search = AcquisitionSearch(
            space: space, goal: goal,
            generator: SeededGenerator(seed: seed, trial: trial, purpose: .sampling),
            sobol: sobol,
            isRefused: { [random, space, tried] point in
                let configuration = space.configuration(of: point)
                return tried.contains(configuration) || random.isRefused(configuration)
            })
        return search.best(
            leading: leaders.compactMap { history.points[known.trials[$0]] }, all: allPoints)
    }

    /// What a trial is to improve, and the places of the best known trials.
    ///
    /// - Parameters:
    ///   - means: per objective, the predictions for the known trials.
    ///   - believed: the same with those for the pending trials at the end.
    private func goal(
        _ processes: [GaussianProcess], _ means: [[Double]], believed: [[Double]]
    ) -> (any Acquisition, leaders: [Int]) {
        if processes.count == 1 {
            let order = means[0].indices.sorted { (means[0][$0], $0) < (means[0][$1], $1) }
            let best = believed[0].reduce(.infinity, min)
            return (
                ExpectedImprovement(process: processes[0], best: best),
                Array(order.prefix(Self.leaders))
            )
        }
        let front = Self.front(believed, most: Self.mostInFront[processes.count] ?? Self.fewInFront)
        let reference = processes.indices.map { objective in
            let costs = front.map { $0.costs[objective] }
            let (low, high) = (costs.reduce(.infinity, min), costs.reduce(-.infinity, max))
            let sorted = means[objective].sorted()
            return max(
                high + max(Self.margin * (high - low), Self.leastMargin), sorted[sorted.count / 2])
        }
        let leaders = ParetoFronts.byCrowding(Self.front(means, most: .max))
        return (
            HypervolumeImprovement(
                processes: processes,
                boxes: NondominatedBoxes(front: front.map(\.costs), reference: reference)),
            leaders.prefix(Self.leaders).map(\.trial)
        )
    }

    /// The points that no other dominates, numbered by their places.
    private static func front(_ means: [[Double]], most: Int) -> [ObjectivePoint] {
        let points = means[0].indices.map { place in
            ObjectivePoint(means.map { $0[place] }, trial: place)
        }
        let front = ParetoFronts(points).fronts[0]
        return front.count > most ? Array(ParetoFronts.byCrowding(front).prefix(most)) : front
    }

    // MARK: What is known

    func observations(before trial: Int, isWide: Bool) -> GaussianHistory.Observations {
        history.observations(resultsNeeded(for: trial), isWide: isWide)
    }

    private func rows(of trials: [Int]) -> [[Double]] {
        trials.compactMap { history.points[$0].map(space.row) }
    }

    private func inputs(_ rows: [[Double]]) -> ModelInputs {
        var inputs = ModelInputs(columns: space.columns)
        for row in rows { inputs.append(row) }
        return inputs
    }

    /// Whether a trial is drawn from a model of all that is better than usual, or from one that
    /// sees small differences between the best trials.
    ///
    /// The first kind does not get stuck beside the best trial; the second one finds the optimum of
    /// a function with huge bad values sooner. Neither is best everywhere, so they take turns.
    /// `AutoChoice.densityTurns` relies on these.
    private static func isWide(_ trial: Int) -> Bool { trial % 2 == 0 }

    /// Per objective: the hyperparameters for a trial, those of the last milestone.
    private mutating func hyperparameters(for trial: Int) -> [Hyperparameters?] {
        let milestone = milestone(at: trial)
        let isWide = Self.isWide(trial)
        let kind = isWide ? 0 : 1
        if let fit = fits[kind], fit.trial == milestone { return fit.hyperparameters }
        let known = observations(before: milestone, isWide: isWide)
        let inputs = inputs(rows(of: known.trials))
        let found = history.objectives.map { objective in
            known.trials.count > 1
                ? GaussianFit.hyperparameters(inputs, values: known.values[objective]) : nil
        }
        fits[kind] = (milestone, found)
        return found
    }

    /// The trial whose results the hyperparameters for a trial are fitted to.
    private func milestone(at trial: Int) -> Int {
        var milestone = max(settings.startup, 1)
        while true {
            let step = max(1, (milestone - Self.firstMilestone) / Self.growth)
            if milestone + step > trial { return min(milestone, trial) }
            milestone += step
        }
    }
}

extension SamplerKind {
    package static let gp = SamplerKind(
        "gp", settings: GPSettings.rules, takesSeveralObjectives: true
    ) { (job, space, horizon) throws(SearchError) in
        try GPSampler(
            space: space, metric: job.metric, seed: job.seed, settings: GPSettings(job.sampler),
            repeats: job.repeats, horizon: horizon)
    }
}
