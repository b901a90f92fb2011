import Coordination
import StudyModel
import TestSupport
import Wire

/// Random messages of every kind, with the values that are easily got wrong among them.
struct WireSamples {
    static let clientKinds = 17
    static let serverKinds = 11

    var random: ScheduleGenerator

    init(seed: UInt64) { random = ScheduleGenerator(seed: seed) }

    mutating func client(kind: Int) -> ClientMessage {
        switch kind {
        case 0: .worker(.hello(hello()))
        case 1: .worker(.ready(credit: int()))
        case 2:
            .worker(
                .ping(
                    sequence: random.word(),
                    held: list {
                        AttemptProgress(
                            attempt: $0.attempt(), fraction: $0.double(),
                            samplesPerSecond: $0.double())
                    }))
        case 3: .worker(.intermediateResult(attempt(), report()))
        case 4:
            .worker(
                .results(
                    list {
                        AttemptResult(
                            attempt: $0.attempt(), ending: $0.ending(),
                            intermediateResults: $0.list { $0.report() })
                    }))
        case 5: .worker(.handBack(attempt(), reason: text(), checkpoint: digestOrNil()))
        case 6: .worker(.attemptFailed(attempt(), reason: text()))
        case 7: .worker(.goodbye)
        case 8: .dataRequest(dataRequest())
        case 9: .worker(.checkpoint(attempt(), digest: text()))
        case 10:
            .checkpointPiece(
                CheckpointPiece(
                    study: text(), digest: text(), byteCount: int(), offset: int(), bytes: bytes()))
        case 11: .query(study: text(), question())
        case 12: .worker(.log(attempt(), text: text()))
        case 13: .worker(.hello(permittedHello()))
        case 14: .worker(.hello(richHello()))
        case 15:
            .query(
                study: text(), .why(trial: random.chance(0.5) ? nil : random.int(0...1_000_000)))
        default: .worker(.hello(leavingHello()))
        }
    }

    mutating func server(kind: Int) -> ServerMessage {
        switch kind {
        case 0: plain(.welcome(version: UInt16(truncatingIfNeeded: int()), pingSeconds: double()))
        case 1: plain(.reject(reason: text()))
        case 2: assign()
        case 3: plain(.acknowledge(list { $0.attempt() }))
        case 4: plain(.cancel(list { $0.attempt() }))
        case 5: plain(.pong(sequence: random.word()))
        case 6: plain(.whoAreYou)
        case 7: plain(.finished)
        case 8: .dataReply(dataRequest(), answer())
        case 9:
            .checkpointReply(
                digest: text(),
                random.chance(0.5) ? .success(int()) : .failure(Refusal("no room")))
        default: .answer(answer())
        }
    }

    private func plain(_ message: CoordinatorMessage) -> ServerMessage {
        .coordinator(message)
    }

    private mutating func assign() -> ServerMessage {
        let assignments = (0..<random.int(0...5)).map { _ in
            Assignment(
                attempt: attempt(), configuration: configuration(), checkpoint: digestOrNil(),
                until: random.chance(0.5) ? random.int(1...100) : nil,
                ancestors: (0..<random.int(0...2)).map { _ in
                    .init(trial: int(), configuration: configuration(), until: int())
                })
        }
        return .coordinator(
            .assign(assignments, jobs: (0..<random.int(0...1)).map { _ in job() }))
    }

    private mutating func digestOrNil() -> String? {
        random.chance(0.5) ? String(repeating: "\(random.int(0...9))", count: 64) : nil
    }

    private mutating func ending() -> AttemptResult.Ending {
        random.chance(0.7)
            ? .outcome(outcome())
            : .reached(epoch: random.int(1...100), checkpoint: digestOrNil())
    }

    private mutating func hello() -> Hello {
        Hello(
            lowestVersion: UInt16(random.int(0...65535)),
            highestVersion: UInt16(random.int(0...65535)),
            identity: WorkerIdentity(name: text(), host: text()), bootNonce: random.word(),
            slots: int(), credit: int(), held: list { $0.attempt() })
    }

    /// A hello of a worker that runs programs.
    private mutating func permittedHello() -> Hello {
        var hello = hello()
        hello.allowsCommands = true
        return hello
    }

    /// A hello of a worker that leaves once every study is finished.
    private mutating func leavingHello() -> Hello {
        var hello = random.chance(0.5) ? hello() : richHello()
        hello.leavesWhenFinished = true
        return hello
    }

    /// A hello of a worker with resources.
    private mutating func richHello() -> Hello {
        var hello = hello()
        hello.allowsCommands = random.chance(0.5)
        hello.resources = WorkerResources(
            devices: (0..<random.int(0...3)).map {
                .init(index: $0, name: text(), memory: random.chance(0.5) ? int() : nil)
            },
            memory: random.chance(0.5) ? int() : nil,
            others: (0..<random.int(0...2)).map { ResourceAmount("kind-\($0)", int()) })
        return hello
    }

    private mutating func attempt() -> AttemptID {
        AttemptID(
            study: text(), trial: int(), number: int(), incarnation: int(),
            jobFingerprint: random.word())
    }

    private mutating func report() -> IntermediateResult {
        var metrics: [String: Double] = [:]
        for _ in 0..<random.int(0...3) { metrics[text()] = double() }
        return IntermediateResult(epoch: int(), metrics: metrics)
    }

    private mutating func outcome() -> TrialOutcome {
        random.chance(0.3) ? .failed(reason: text()) : .complete(metrics: report().metrics)
    }

    private mutating func configuration() -> Configuration {
        Configuration(
            list {
                let value: ParameterValue =
                    switch $0.random.int(0...3) {
                    case 0: .float($0.double())
                    case 1: .int($0.int())
                    case 2: .text($0.text())
                    default: .bool($0.random.chance(0.5))
                    }
                return .init($0.text(), value)
            })
    }

    private mutating func job() -> Job {
        var job = Schedule.job(
            study: text(), seed: random.word(), trials: random.int(0...1_000_000))
        job.purpose = text()
        job.trialTimeLimit = random.chance(0.5) ? random.uniform(0...1e9) : nil
        job.columns = [TableColumn(heading: text(), source: .metric(text()), digits: 3)]
        let low = random.uniform(-1e300...1)
        job.space.parameters.append(
            Parameter(
                name: text(),
                domain: .float(FloatDomain(low: low, high: 2, distribution: .logUniform))))
        return job
    }

    private mutating func question() -> StudyQuestion {
        random.element(of: [
            .standing, .running(from: int()), .workers(from: int()), .best(count: int()),
            .trial(int()), .trials(from: int()), .records(from: int()),
        ])
    }

    mutating func trialRecord() -> TrialRecord {
        let isFailed = random.chance(0.3)
        return TrialRecord(
            trial: Trial(
                number: int(), configuration: configuration(),
                state: random.element(of: Trial.State.allCases), metrics: report().metrics,
                failure: isFailed ? text() : nil),
            intermediateResults: list { $0.report() },
            attempts: list {
                AttemptRecord(
                    number: $0.int(), incarnation: $0.int(),
                    worker: WorkerIdentity(name: $0.text(), host: $0.text()),
                    startedAt: $0.double(), endedAt: $0.random.chance(0.5) ? $0.double() : nil,
                    outcome: $0.random.element(of: AttemptOutcome.allCases), note: $0.text())
            })
    }

    private mutating func dataRequest() -> DataRequest {
        let source: DataRequest.Source =
            random.chance(0.5)
            ? .dataset(random.element(of: DatasetName.allCases), file: text())
            : .input(sha256: text())
        return DataRequest(source, offset: int(), count: int())
    }

    private mutating func answer() -> Result<[UInt8], Refusal> {
        random.chance(0.5)
            ? .success(bytes())
            : .failure(Refusal("no " + text(), isMistake: random.chance(0.5)))
    }

    private mutating func list<Element>(
        _ each: (inout WireSamples) -> Element
    ) -> [Element] {
        (0..<random.int(0...4)).map { _ in each(&self) }
    }

    private mutating func int() -> Int {
        random.element(of: [0, 1, -1, 255, 65536, .max, .min, random.int(0...1_000_000)])
    }

    /// No number that differs from itself, so that messages can be compared; see the test of those.
    private mutating func double() -> Double {
        random.element(of: [
            0, -0.0, 1, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
            0.1, random.uniform(-1...1),
        ])
    }

    private mutating func text() -> String {
        random.element(of: [
            "", "loss", "a b\n\t\"\\", "Größe ≤ 3 µm", "日本語 🏅", "\0", "e\u{301}",
            String(repeating: "long ", count: 60), "\(random.word())",
        ])
    }

    private mutating func bytes() -> [UInt8] {
        (0..<random.int(0...40)).map { _ in UInt8(truncatingIfNeeded: random.word()) }
    }

    private mutating func bytesOrNil() -> [UInt8]? { random.chance(0.5) ? bytes() : nil }
}
