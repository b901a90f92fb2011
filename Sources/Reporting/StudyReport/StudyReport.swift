package import Figures
package import StudyModel

/// The contents of a study's report: a page and its charts, computed from values only.
package struct StudyReport: Sendable {
    package var record: StudyRecord
    /// The search space with the values that were drawn for its pools; nil if they are not known.
    package var drawnSpace: SearchSpace?
    /// Whether a coordinator runs the study now.
    package var isLive: Bool
    /// The time of the report, in seconds since 1970; it ends attempts that still run.
    package var now: Double
    /// The number of training samples per epoch; nil if unknown.
    package var trainingSamples: Int?
    /// The job file's text, as it was run.
    package var jobText: String?
    package var provenance: [Definition]
    /// Further sections (an evaluation, a latent space), placed after the best configuration.
    package var extraSections: [Page.Section]
    /// The name of the program that made the page.
    package var footer: String?

    package init(
        record: StudyRecord, drawnSpace: SearchSpace? = nil, isLive: Bool = false, now: Double,
        trainingSamples: Int? = nil,
        jobText: String? = nil, provenance: [Definition] = [],
        extraSections: [Page.Section] = [], footer: String? = nil
    ) {
        self.record = record
        self.drawnSpace = drawnSpace
        self.isLive = isLive
        self.now = now
        self.trainingSamples = trainingSamples
        self.jobText = jobText
        self.provenance = provenance
        self.extraSections = extraSections
        self.footer = footer
    }

    /// Draws a chart under a name, or returns its alternative text.
    package typealias Drawing = (
        _ name: String, _ chart: any Chart
    ) throws(FigureError) -> DrawnChart

    /// The page; a chart without content is replaced by a sentence with the reason.
    ///
    /// - Parameter draw: called once per chart, in page order.
    package func page(draw: Drawing) throws(FigureError) -> Page {
        let study = StudyView(self)
        var sections = [study.summary, study.table]
        if let objectives = try study.objectives(draw) { sections.append(objectives) }
        if let best = study.bestConfiguration { sections.append(best) }
        sections += extraSections
        sections.append(try study.learning(draw))
        if let stops = try study.stops(draw) { sections.append(stops) }
        sections.append(try study.history(draw))
        sections.append(try study.search(draw))
        sections.append(try study.importance(draw))
        sections.append(try study.time(draw))
        sections.append(study.failures)
        if let job = study.jobSection { sections.append(job) }
        if let provenance = study.provenanceSection { sections.append(provenance) }
        let purpose = record.job.purpose
        return Page(
            title: record.job.study, subtitle: purpose.isEmpty ? nil : purpose,
            sections: sections, footer: footer)
    }
}

/// The values that the report's sections share, computed once.
struct StudyView {
    let report: StudyReport
    let job: Job
    let trials: [TrialRecord]
    let ranking: Ranking
    /// The ranked trials, best first.
    let ranked: [Trial]
    /// The ranked trials' metric, best first; of pruned trials, that at their last stop.
    let values: [Double]
    /// The parameters with more than one value, in the order of the job.
    let parameters: [AnalysedParameter]
    let weights: ParameterImportance
    let times: StudyTimes
    /// The axis scale of the metric.
    let scale: MetricScale

    init(_ report: StudyReport) {
        self.report = report
        job = report.record.job
        trials = job.averaged(report.record.trials)
        let plain = trials.map(\.trial)
        ranking = Ranking(metric: job.metric, trials: plain)
        ranked = ranking.top()
        values = ranked.compactMap { [metric = report.record.job.metric] in
            Ranking.value(of: $0, metric)
        }
        parameters = AnalysedParameter.searched(in: job.space, trials: plain)
        weights = ParameterImportance(job: job, trials: plain)
        times = StudyTimes(report)
        scale = MetricScale(report.record.job.metric, values: values)
    }

    /// The parameters, the most important first if importance is known.
    var byImportance: [AnalysedParameter] {
        guard weights.unavailableReason == nil else { return parameters }
        let places = Dictionary(
            weights.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: min)
        return parameters.enumerated().sorted {
            (places[$0.element.name] ?? .max, $0.offset)
                < (places[$1.element.name] ?? .max, $1.offset)
        }.map(\.element)
    }

    /// Whether a trial fulfils the conditions of the job on its metrics.
    func isFeasible(_ trial: Trial) -> Bool { job.metric.violation(by: trial.metrics) == 0 }

    /// Whether there are complete trials, and none of them is feasible: there is no best one.
    var hasNoFeasible: Bool { ranking.best.map { !isFeasible($0) } ?? false }

    var isMinimised: Bool { job.metric.direction == .minimize }

    /// Whether all ranked trials, two at least, have the same result.
    var hasOneResult: Bool { values.count > 1 && values.allSatisfy { $0 == values[0] } }

    /// A sentence in place of figures that would show one value; nil if there are several values.
    var sameResult: String? {
        guard hasOneResult else { return nil }
        return "All \(NumberText.grouped(values.count)) trials with a result have the same "
            + "\(ReportAxis.text(job.metric.name)), \(MetricText.rounded(values[0]))"
    }

    /// A trial's record; if it branched off another trial, with the results of its ancestors.
    func record(_ trial: Trial) -> TrialRecord? {
        guard var record = ownRecord(trial) else { return nil }
        var origin = trial.origin
        while let step = origin, trials.indices.contains(step.parent) {
            let parent = trials[step.parent]
            record.intermediateResults =
                parent.intermediateResults.filter { $0.epoch <= step.epoch }
                + record.intermediateResults
            origin = parent.trial.origin
        }
        return record
    }

    /// A trial's own record; numbers are no places where configurations have several runs.
    func ownRecord(_ trial: Trial) -> TrialRecord? {
        trials.indices.contains(trial.number) && trials[trial.number].trial.number == trial.number
            ? trials[trial.number] : trials.first { $0.trial.number == trial.number }
    }

    /// A sentence in place of a chart.
    static func absence(_ reason: String) -> Block { .paragraph([.emphasis(reason)]) }
}
