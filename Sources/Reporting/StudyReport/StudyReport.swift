package import Figures
package import StudyModel

/// What a study's report says: a page and its charts, from values alone.
package struct StudyReport: Sendable {
    package var record: StudyRecord
    /// Whether a coordinator runs the study now.
    package var isLive: Bool
    /// When the report is made, in seconds since 1970; for what has not ended.
    package var now: Double
    /// How many samples an epoch trains on; nil where that isn't known.
    package var trainingSamples: Int?
    /// The job file's text, as it was run.
    package var jobText: String?
    package var provenance: [Definition]
    /// What else there is to tell (an evaluation, a latent space): behind the best configuration.
    package var extraSections: [Page.Section]
    /// What made the page.
    package var footer: String?

    package init(
        record: StudyRecord, isLive: Bool = false, now: Double, trainingSamples: Int? = nil,
        jobText: String? = nil, provenance: [Definition] = [],
        extraSections: [Page.Section] = [], footer: String? = nil
    ) {
        self.record = record
        self.isLive = isLive
        self.now = now
        self.trainingSamples = trainingSamples
        self.jobText = jobText
        self.provenance = provenance
        self.extraSections = extraSections
        self.footer = footer
    }

    /// Draws a chart under a name, or says what it would have been.
    package typealias Drawing = (
        _ name: String, _ chart: any Chart
    ) throws(FigureError) -> DrawnChart

    /// The page; charts that would show nothing are left out, and a line says why.
    ///
    /// - Parameter draw: called once a chart, in the order of the page.
    package func page(draw: Drawing) throws(FigureError) -> Page {
        let study = StudyView(self)
        var sections = [study.summary, study.table]
        if let best = study.bestConfiguration { sections.append(best) }
        sections += extraSections
        sections.append(try study.learning(draw))
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

/// A study as the sections of its report look at it: worked out once.
struct StudyView {
    let report: StudyReport
    let job: Job
    let trials: [TrialRecord]
    let ranking: Ranking
    /// Best first.
    let ranked: [Trial]
    /// The ranked trials' metric, best first.
    let values: [Double]
    /// Those with more than one value, in the order of the job.
    let parameters: [AnalysedParameter]
    let weights: ParameterImportance
    let times: StudyTimes
    /// How the metric is shown.
    let scale: MetricScale

    init(_ report: StudyReport) {
        self.report = report
        job = report.record.job
        trials = report.record.trials
        let plain = trials.map(\.trial)
        ranking = Ranking(metric: job.metric, trials: plain)
        ranked = ranking.top()
        values = ranked.compactMap { [metric = report.record.job.metric] in
            Ranking.value(of: $0, metric)
        }
        parameters = job.space.parameters.map { AnalysedParameter($0, trials: plain) }
            .filter { !$0.isConstant }
        weights = ParameterImportance(job: job, trials: plain)
        times = StudyTimes(report)
        scale = MetricScale(report.record.job.metric, values: values)
    }

    /// The parameters, the most important first where that is known.
    var byImportance: [AnalysedParameter] {
        guard weights.silence == nil else { return parameters }
        let places = Dictionary(
            weights.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: min)
        return parameters.enumerated().sorted {
            (places[$0.element.name] ?? .max, $0.offset)
                < (places[$1.element.name] ?? .max, $1.offset)
        }.map(\.element)
    }

    var isMinimised: Bool { job.metric.direction == .minimize }

    func record(_ trial: Trial) -> TrialRecord? {
        trials.indices.contains(trial.number) && trials[trial.number].trial.number == trial.number
            ? trials[trial.number] : trials.first { $0.trial.number == trial.number }
    }

    /// A sentence in a chart's place.
    static func absence(_ reason: String) -> Block { .paragraph([.emphasis(reason)]) }
}
