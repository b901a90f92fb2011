import Portable
import StudyModel

/// A synthetic study of any size with deterministic numbers.
struct MadeUpStudy {
    /// Seconds since 1970.
    static let start = 1_795_285_000.0
    private static let workers = 8

    let trials: Int
    let epochs: Int
    private let generator = SeededGenerator(seed: 7, purpose: .tests)

    var record: StudyRecord {
        StudyRecord(job: job, incarnation: 1, trials: (0..<trials).map(trial))
    }

    private var job: Job {
        Job(
            study: "made-up", purpose: "A study of \(trials) trials that never ran.",
            objective: .null, epochs: epochs, metric: Metric(name: "validation_loss"),
            trials: trials, seed: 7, top: 10,
            columns: [
                TableColumn(heading: "learning rate", source: .parameter("learning_rate")),
                TableColumn(heading: "optimizer", source: .parameter("optimizer")),
                TableColumn(heading: "loss", source: .metric("validation_loss")),
            ],
            space: SearchSpace([
                Parameter(
                    name: "learning_rate",
                    domain: .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform))),
                Parameter(name: "dropout", domain: .float(FloatDomain(low: 0, high: 0.5))),
                Parameter(name: "units", domain: .int(IntDomain(low: 16, high: 512))),
                Parameter(name: "layers", domain: .categorical([.int(1), .int(2), .int(3)])),
                Parameter(
                    name: "optimizer",
                    domain: .categorical([.text("Adam"), .text("RMSprop"), .text("SGD")])),
                Parameter(
                    name: "batch_size",
                    domain: .categorical((0..<7).map { .int(16 << $0) })),
            ]))
    }

    private func trial(_ number: Int) -> TrialRecord {
        func part(_ step: Int) -> Double { generator.uniform(step: step, index: number) }
        let rate = PortableMath.exp(PortableMath.log(1e-5) + part(0) * PortableMath.log(1e4))
        let optimizers = ["Adam", "RMSprop", "SGD"]
        let configuration = Configuration([
            .init("learning_rate", .float(rate)), .init("dropout", .float(part(1) / 2)),
            .init("units", .int(16 + Int(part(2) * 497))),
            .init("layers", .int(1 + Int(part(3) * 3))),
            .init("optimizer", .text(optimizers[Int(part(4) * 3)])),
            .init("batch_size", .int(16 << Int(part(5) * 7))),
        ])
        let distance = PortableMath.log(rate / 2e-3)
        let end = 0.02 + 0.002 * distance * distance + 0.03 * part(6) * part(1)
        let reports = (1...epochs).map { epoch in
            IntermediateResult(
                epoch: epoch,
                metrics: [
                    "validation_loss": end + 0.2 / Double(epoch),
                    "train_loss": 0.9 * end + 0.18 / Double(epoch),
                ])
        }
        let isFailed = number % 50 == 17
        let start = Self.start + Double(number / Self.workers) * 3
        let worker = WorkerIdentity(name: "node-\(number % Self.workers)", host: "node")
        var attempts = [
            AttemptRecord(
                number: 1, incarnation: 1, worker: worker, startedAt: start,
                endedAt: start + 2 + part(7), outcome: isFailed ? .failed : .complete)
        ]
        if number % 100 == 3 {
            attempts[0].outcome = .lost
            attempts[0].note = "the lease ended"
            attempts.append(
                AttemptRecord(
                    number: 2, incarnation: 1, worker: worker, startedAt: start + 3,
                    endedAt: start + 5,
                    outcome: .complete))
        }
        return TrialRecord(
            trial: Trial(
                number: number, configuration: configuration,
                state: isFailed ? .failed : .complete,
                metrics: isFailed ? [:] : reports[epochs - 1].metrics,
                failure: isFailed ? "the validation loss is not a number after epoch 2" : nil),
            intermediateResults: reports, attempts: attempts)
    }
}
