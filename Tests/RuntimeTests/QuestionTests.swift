import Coordination
import Datasets
import Foundation
import Portable
import Reporting
import Storage
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

/// What a coordinator answers about a study, and what a reader makes of it.
@Suite("Questions about a study")
struct QuestionTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// A study with trials in every state, in a real store.
    private func makeStudy(trials: Int) throws -> OpenStudy {
        let study = try StudyOpening.open(
            try StudyFixtures.job(trials: trials + 5), results: scratch.path)
        let worker = WorkerIdentity(name: "w", host: "h")
        var changes: [StudyChange] = []
        for number in 0..<trials {
            let attempt = AttemptID(
                study: "plain", trial: number, number: 1, incarnation: study.record.incarnation,
                jobFingerprint: study.record.job.fingerprint)
            changes.append(
                .trialAdded(
                    number: number,
                    configuration: StudyFixtures.configuration(Double(number * 7 % 100) / 100)))
            if number % 10 == 9 { continue }
            changes.append(.attemptStarted(attempt, worker: worker))
            let metrics = ["validation_loss": Double(number * 31 % 997)]
            switch number % 10 {
            case 8: break
            case 7:
                changes.append(
                    .trialFinished(attempt, .failed(reason: "no luck"), intermediateResults: []))
            default:
                changes.append(
                    .trialFinished(
                        attempt, .complete(metrics: metrics),
                        intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)]))
            }
        }
        try study.store.commit(changes)
        return OpenStudy(
            directory: study.directory, store: study.store, record: try study.store.load(),
            sampler: study.sampler)
    }

    private func shell(_ study: OpenStudy) throws -> CoordinatorShell {
        try CoordinatorShell(
            studies: [study],
            options: CoordinatorShell.Options(
                listen: .local, security: .plain, exitsWhenDone: false,
                datasets: DatasetCache(directory: scratch.path)),
            context: try Context(), observer: nil)
    }

    private func page(
        _ shell: CoordinatorShell, _ question: StudyQuestion
    ) throws -> [TrialRecord] {
        let bytes = try shell.answer("plain", question).get()
        var reader = WireReader(bytes[...])
        let records: [TrialRecord]
        switch question {
        case .records, .trial: records = try reader.trialRecords()
        default: records = try reader.trials().map { TrialRecord(trial: $0) }
        }
        try reader.finish()
        return records
    }

    @Test("have answers of bounded size that together are the record")
    func pages() throws {
        let study = try makeStudy(trials: 5000)
        defer { study.store.close() }
        let shell = try shell(study)
        var records: [TrialRecord] = []
        var answers = 0
        while true {
            let next = try page(shell, .records(from: records.count))
            guard !next.isEmpty else { break }
            records += next
            answers += 1
        }
        #expect(records == study.record.trials)
        #expect(answers > 5)
        let trials = try page(shell, .trials(from: 100))
        #expect(trials.count < 4000)
        let expected = Array(shell.machine.studies[0].trials[100...].prefix(trials.count))
        #expect(trials.map(\.trial) == expected)
        #expect(try page(shell, .trial(4321)) == [study.record.trials[4321]])
        for none in [-1, 5000, .max, .min] {
            #expect(try page(shell, .trial(none)).isEmpty)
        }
        // Numbers that nobody should ask with.
        for from in [Int.min, -1] { #expect(try page(shell, .records(from: from)).first != nil) }
        #expect(try page(shell, .records(from: .max)).isEmpty)
        #expect(try page(shell, .trials(from: .max)).isEmpty)
        #expect(try page(shell, .best(count: .min)).isEmpty)
    }

    @Test("are answered alike by a coordinator and by the record it leaves")
    func agreement() throws {
        let study = try makeStudy(trials: 300)
        let shell = try shell(study)
        let live = try PortableJSON.decode(
            StudyStanding.self, from: try shell.answer("plain", .standing).get())
        let best = try page(shell, .best(count: 12)).map(\.trial)
        study.store.close()
        let reader = StudyReader(study.directory)
        let recorded = try reader.standing()
        #expect(recorded.counts == live.counts)
        #expect(
            recorded.counts == [.complete: 210, .failed: 30, .running: 30, .waiting: 30])
        #expect(recorded.best == live.best)
        #expect(recorded.job == live.job)
        #expect(recorded.starts == live.starts)
        #expect(live.live?.running == 30)
        #expect(live.activity == .running)
        #expect(recorded.activity == .interrupted)
        #expect(recorded.live == nil)
        let ranking = Ranking(
            metric: study.record.job.metric, trials: study.record.trials.map(\.trial))
        #expect(best == ranking.top(12))
        #expect(try reader.best(12) == ranking.top(12))
        #expect(try reader.best(nil) == ranking.top())
        #expect(try reader.best(5000) == ranking.top())
        #expect(try reader.trial(17) == study.record.trials[17])
        #expect(try reader.trial(300) == nil)
        #expect(try StudyReader.status(of: study.directory).record == study.record)
        #expect(try reader.running(all: true).isEmpty)
        #expect(try reader.workers(all: true).isEmpty)
    }

    @Test("A record is read with the reason why its search ended")
    func ended() throws {
        let study = try StudyOpening.open(
            try StudyFixtures.job(trials: 5), results: scratch.path)
        try study.store.commit([.searchEnded(reason: "the budget is used up")])
        let record = try study.store.load()
        study.store.close()
        #expect(record.end == "the budget is used up")
        #expect(try StudyReader.status(of: study.directory).record == record)
    }

    @Test("about what runs name each trial once, page by page")
    func running() throws {
        let study = try makeStudy(trials: 5000)
        defer { study.store.close() }
        let shell = try shell(study)
        var found: [RunningTrial] = []
        var next: Int? = 0
        while let from = next {
            let page = try PortableJSON.decode(
                AnswerPage<RunningTrial>.self,
                from: try shell.answer("plain", .running(from: from)).get())
            #expect(page.items.count <= 256)
            found += page.items
            next = page.next
        }
        #expect(found.map(\.number) == (0..<500).map { $0 * 10 + 8 })
        #expect(found.allSatisfy { $0.worker == WorkerIdentity(name: "w", host: "h") })
    }

    @Test("about a study that is not here are refused with its name")
    func unknown() throws {
        let study = try makeStudy(trials: 1)
        defer { study.store.close() }
        let answer = try shell(study).answer("other", .standing)
        guard case .failure(let refusal) = answer else {
            Issue.record("answered")
            return
        }
        #expect(refusal.reason.contains("no study other"))
    }

    @Test("are answered over a socket, while the coordinator serves, to the reader's key alone")
    func overSockets() throws {
        let study = try makeStudy(trials: 50)
        let (keys, _) = try KeyFiles.generate()
        let shell = try CoordinatorShell(
            studies: [study],
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys), exitsWhenDone: false,
                datasets: DatasetCache(directory: scratch.path)),
            context: try Context(), observer: nil)
        let ended = DispatchSemaphore(value: 0)
        // The shell is touched by that thread alone until it has ended.
        nonisolated(unsafe) let served = shell
        let thread = Thread {
            _ = try? served.run()
            ended.signal()
        }
        thread.start()
        defer { study.store.close() }
        var announced: LiveAnnouncement?
        while announced == nil { announced = LiveAnnouncement.read(study.directory) }
        let live = try #require(announced)
        let link = try LiveLink(.init(study.directory, live))
        for number in [0, 7, 49] {
            let bytes = try #require(try link.ask(.trial(number)))
            var reader = WireReader(bytes[...])
            #expect(try reader.trialRecords() == [study.record.trials[number]])
        }
        #expect(throws: StudyError.self) {
            let elsewhere = StudyDirectory(results: scratch.path, study: "elsewhere")
            _ = try LiveLink(.init(elsewhere, live)).ask(.standing)
        }
        link.close()
        shell.commands.post(.stopNow)
        #expect(ended.wait(timeout: .now() + 60) == .success)
        #expect(LiveAnnouncement.read(study.directory) == nil)
    }
}

@Suite("The best trials")
struct BestTrialsTests {
    @Test("are those of the ranking, whatever the order in which trials come")
    func ranking() throws {
        for seed in 0..<40 as Range<UInt64> {
            let generator = SeededGenerator(seed: seed, purpose: .tests)
            let direction: Metric.Direction = seed.isMultiple(of: 2) ? .minimize : .maximize
            var metric = Metric(name: "m", direction: direction)
            if seed.isMultiple(of: 3) { metric.feasible = [try OutcomeConstraint("m <= 30")] }
            let trials = (0..<200).map { number in
                let draw = generator.uniform(below: 60, index: number)
                let value = draw == 0 ? Double.nan : draw == 1 ? .infinity : Double(draw)
                return Trial(
                    number: number, configuration: Configuration([]),
                    state: draw == 2 ? .failed : .complete, metrics: draw == 3 ? [:] : ["m": value])
            }
            let limit = 1 + generator.uniform(below: 120, index: 1000)
            var best = BestTrials(metric: metric, limit: limit)
            let order = trials.indices.sorted {
                (generator.uniform(below: 1_000_000, index: 2000 + $0), $0)
                    < (generator.uniform(below: 1_000_000, index: 2000 + $1), $1)
            }
            let job = Job(
                study: "s", objective: .null, metric: metric, trials: trials.count, columns: [],
                space: SearchSpace([]))
            for index in order { best.add(index, among: trials, of: job) }
            let expected = Ranking(metric: metric, trials: trials).top(limit).map(\.number)
            #expect(best.top(limit) == expected)
            #expect(best.best == expected.first)
        }
    }
}
