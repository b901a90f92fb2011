import Models
import Portable
import Reporting
import StudyModel
import TestSupport

@testable import Figures

/// Studies whose reports are looked at, made up from seeds.
enum ReportFixture {
    static let space = SearchSpace([
        Parameter(
            name: "learning_rate",
            domain: .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform))),
        Parameter(name: "units", domain: .int(IntDomain(low: 50, high: 149))),
        Parameter(
            name: "l2",
            domain: .pool(
                PoolDomain(
                    source: .float(FloatDomain(low: 0, high: 1e-3)), size: 6, fixed: [.float(0)]))),
        Parameter(
            name: "optimizer", domain: .categorical([.text("Adam"), .text("RMSprop")])),
        Parameter(name: "batch_size", domain: .categorical([.int(256)])),
    ])

    static func job(trials: Int, epochs: Int = 10, space: SearchSpace = space) -> Job {
        NetworkJob(
            study: "made-up", purpose: "What a report has.", objective: .autoencoder,
            dataset: .mnist, epochs: epochs, metric: Metric(name: "validation_loss"),
            trials: trials, seed: 3, top: 5,
            columns: [
                TableColumn(heading: "Learn. Rate", source: .parameter("learning_rate")),
                TableColumn(heading: "Optimizer", source: .parameter("optimizer")),
                TableColumn(heading: "Valid. loss", source: .metric("validation_loss")),
            ], space: space
        ).job
    }

    private static let generator = SeededGenerator(seed: 11, purpose: .tests)

    static func configuration(_ trial: Int, _ space: SearchSpace) -> Configuration {
        Configuration(
            space.parameters.enumerated().map { index, parameter in
                let part = generator.uniform(step: index, index: trial)
                return .init(parameter.name, value(parameter.domain, part))
            })
    }

    private static func value(_ domain: Domain, _ part: Double) -> ParameterValue {
        switch domain {
        case .float(let domain):
            guard domain.distribution == .logUniform else {
                return .float(domain.low + part * (domain.high - domain.low))
            }
            let (low, high) = (PortableMath.log(domain.low), PortableMath.log(domain.high))
            return .float(PortableMath.exp(low + part * (high - low)))
        case .int(let domain): return .int(domain.value(at: Int(part * Double(domain.count))))
        case .categorical(let choices): return choices[Int(part * Double(choices.count))]
        case .pool(let pool): return .float(Double(Int(part * Double(pool.count))) * 1e-4)
        }
    }

    /// A loss that the learning rate and the optimizer have most to do with.
    static func loss(_ configuration: Configuration, epoch: Int) -> Double {
        let rate = PortableMath.log(configuration["learning_rate"]?.number ?? 1e-3) + 7
        let penalty = configuration["optimizer"] == .text("RMSprop") ? 0.004 : 0
        return 0.02 + 0.002 * rate * rate + penalty + 0.1 / Double(epoch * epoch)
    }

    /// A complete trial of two slots' work, four seconds an epoch.
    static func complete(_ number: Int, job: Job, reports: Bool = true) -> TrialRecord {
        let configuration = configuration(number, job.space)
        let all = (1...job.epochs).map { epoch in
            let loss = loss(configuration, epoch: epoch)
            return IntermediateResult(
                epoch: epoch, metrics: ["validation_loss": loss, "train_loss": loss * 0.9])
        }
        let start = 1_795_285_000 + Double(number / 2 * job.epochs * 4)
        return TrialRecord(
            trial: Trial(
                number: number, configuration: configuration, state: .complete,
                metrics: all[all.count - 1].metrics), intermediateResults: reports ? all : [],
            attempts: [
                AttemptRecord(
                    number: 1, incarnation: 1,
                    worker: WorkerIdentity(name: "node-\(number % 2)", host: "node"),
                    startedAt: start, endedAt: start + Double(job.epochs * 4), outcome: .complete)
            ])
    }

    static func failed(_ number: Int, job: Job) -> TrialRecord {
        var record = complete(number, job: job)
        record.trial.state = .failed
        record.trial.metrics = [:]
        record.trial.failure = "the loss is not a number after epoch 2"
        record.intermediateResults = Array(record.intermediateResults.prefix(2))
        record.attempts[0].outcome = .failed
        return record
    }

    /// Complete trials, but for one that failed and one whose first attempt was lost.
    static func study(trials: Int, epochs: Int = 10) -> StudyRecord {
        let job = job(trials: trials, epochs: epochs)
        var records = (0..<trials).map { complete($0, job: job) }
        records[4] = failed(4, job: job)
        let second = records[7].attempts[0]
        records[7].attempts[0].outcome = .lost
        records[7].attempts[0].note = "the lease ended"
        records[7].attempts[0].endedAt = second.startedAt + 9
        records[7].attempts.append(
            AttemptRecord(
                number: 2, incarnation: 1, worker: WorkerIdentity(name: "node-2", host: "node"),
                startedAt: second.startedAt + 12, endedAt: second.startedAt + 52,
                outcome: .complete))
        return StudyRecord(job: job, incarnation: 1, trials: records)
    }
}

/// What is on a page, as lines: for golden files and for questions.
struct PageOutline {
    var page: Page
    var charts: [(name: String, chart: any Chart)]

    init(_ report: StudyReport) throws {
        var charts: [(name: String, chart: any Chart)] = []
        page = try report.page { name, chart throws(FigureError) in
            charts.append((name, chart))
            // The data and the script are made as they would be for gnuplot.
            _ = chart.drawing.script(name: name, title: chart.title)
            return DrawnChart(
                name: name, alternative: chart.alternative, svg: nil, files: [name + ".tsv"])
        }
        self.charts = charts
    }

    var chartNames: [String] { charts.map(\.name) }

    func section(_ heading: String) -> String {
        page.sections.first { $0.heading == heading }.map {
            lines($0.blocks).joined(separator: "\n")
        }
            ?? ""
    }

    var text: String {
        var text = "# \(page.title)\n\(page.subtitle ?? "")\n"
        for section in page.sections {
            text +=
                "\n## \(section.heading)\n" + lines(section.blocks).joined(separator: "\n") + "\n"
        }
        return text + "\n\(page.footer ?? "")\n"
    }

    private func lines(_ blocks: [Block]) -> [String] { blocks.flatMap(lines) }

    private func lines(_ block: Block) -> [String] {
        switch block {
        case .heading(let text): ["### " + text]
        case .paragraph(let inlines): [text(inlines)]
        case .list(let items, _): items.map { "- " + text($0) }
        case .table(let table):
            [
                "[table] \(table.caption ?? "")",
                table.columns.map(\.heading).joined(separator: " | "),
            ]
                + table.rows.map { $0.map(text).joined(separator: " | ") }
        case .figure(let figure): lines(figure)
        case .figures(let figures): figures.flatMap(lines)
        case .code(let text): ["[code] \(text.split(separator: "\n").count) lines"]
        case .definitions(let list), .highlights(let list):
            list.map { "\($0.term): \(text($0.meaning))" }
        case .note(let inlines): ["! " + text(inlines)]
        case .details(let summary, _, let blocks): ["> \(summary)"] + lines(blocks)
        }
    }

    private func lines(_ figure: PageFigure) -> [String] {
        guard case .chart(let chart) = figure.content else { return ["[picture]"] }
        return ["[figure] \(chart.name): \(text(figure.caption))", "  " + chart.alternative]
    }

    private func text(_ inlines: [Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let text), .strong(let text), .emphasis(let text), .code(let text),
                .link(let text, _):
                text
            }
        }.joined()
    }
}
