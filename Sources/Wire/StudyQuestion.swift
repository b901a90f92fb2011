package import StudyModel

/// A command's question about a study.
///
/// Each answer has a bounded size and costs the coordinator a few milliseconds at most. For more,
/// ask again from the end of the last answer.
package enum StudyQuestion: Sendable, Hashable {
    /// The study's state: `StudyStanding`, as JSON.
    case standing
    /// The running trials, from a trial number on: a page of `RunningTrial`, as JSON.
    case running(from: Int)
    /// The connected workers, from an index in their order on: a page of `WorkerStatus`, as JSON.
    case workers(from: Int)
    /// The best trials, a thousand at most.
    case best(count: Int)
    /// A trial with its reports and attempts, or none.
    case trial(Int)
    /// Trials from a number on, without reports and attempts.
    case trials(from: Int)
    /// Trials from a number on, with reports and attempts.
    case records(from: Int)
    /// Why the study's trials run or don't, and those of one trial: `StudyExplanation`, as JSON.
    case why(trial: Int?)
}

/// Part of a list that is too long for one answer.
package struct AnswerPage<Element: Sendable & Codable>: Sendable, Codable {
    package var items: [Element]
    /// Where the next page begins; nil after the last.
    package var next: Int?

    package init(items: [Element], next: Int?) {
        self.items = items
        self.next = next
    }
}

// MARK: - Bytes

extension WireWriter {
    package mutating func write(_ question: StudyQuestion) {
        let (kind, number): (UInt8, Int) =
            switch question {
            case .standing: (0, 0)
            case .running(let from): (1, from)
            case .workers(let from): (2, from)
            case .best(let count): (3, count)
            case .trial(let number): (4, number)
            case .trials(let from): (5, from)
            case .records(let from): (6, from)
            case .why(let trial): (7, trial ?? -1)
            }
        write(kind)
        write(number)
    }

    package mutating func write(_ trial: Trial) {
        write(trial.number)
        write(trial.state.wireKind)
        write(trial.configuration)
        write(trial.metrics)
        write(trial.failure)
        write(trial.pruning)
        write(trial.epoch)
        write(trial.until)
        write(trial.origin?.parent)
        write(trial.origin?.epoch)
    }

    private mutating func write(_ text: String?) {
        write(text != nil)
        if let text { write(text) }
    }

    private mutating func write(_ number: Int?) {
        write(number != nil)
        if let number { write(number) }
    }

    package mutating func write(_ record: TrialRecord) {
        write(record.trial)
        write(record.intermediateResults) { $0.write($1) }
        write(record.attempts) { $0.write($1) }
    }

    private mutating func write(_ attempt: AttemptRecord) {
        write(attempt.number)
        write(attempt.incarnation)
        write(attempt.worker.name)
        write(attempt.worker.host)
        write(attempt.startedAt)
        write(attempt.endedAt != nil)
        if let endedAt = attempt.endedAt { write(endedAt) }
        write(attempt.outcome.wireKind)
        write(attempt.note)
        write(attempt.until)
    }
}

extension WireReader {
    package mutating func question() throws(WireError) -> StudyQuestion {
        let kind: UInt8 = try number()
        let number = try int()
        switch kind {
        case 0: return .standing
        case 1: return .running(from: number)
        case 2: return .workers(from: number)
        case 3: return .best(count: number)
        case 4: return .trial(number)
        case 5: return .trials(from: number)
        case 6: return .records(from: number)
        case 7: return .why(trial: number == -1 ? nil : number)
        default: throw .malformed("a question of kind \(kind)")
        }
    }

    package mutating func trial() throws(WireError) -> Trial {
        let number = try int()
        let state = try element(of: Trial.State.allCases, by: \.wireKind, "a state")
        let configuration = try configuration()
        let metrics = try metrics()
        var trial = Trial(
            number: number, configuration: configuration, state: state, metrics: metrics,
            failure: try optionalText())
        trial.pruning = try optionalText()
        trial.epoch = try int()
        trial.until = try optionalInt()
        if let parent = try optionalInt() {
            trial.origin = TrialOrigin(parent: parent, epoch: try optionalInt() ?? 0)
        } else {
            _ = try optionalInt()
        }
        return trial
    }

    private mutating func optionalText() throws(WireError) -> String? {
        try bool() ? try text() : nil
    }

    private mutating func optionalInt() throws(WireError) -> Int? {
        try bool() ? try int() : nil
    }

    package mutating func trials() throws(WireError) -> [Trial] {
        try list { (reader: inout WireReader) throws(WireError) in try reader.trial() }
    }

    package mutating func trialRecord() throws(WireError) -> TrialRecord {
        TrialRecord(
            trial: try trial(),
            intermediateResults: try list { (reader: inout WireReader) throws(WireError) in
                try reader.intermediateResult()
            },
            attempts: try list { (reader: inout WireReader) throws(WireError) in
                try reader.attemptRecord()
            })
    }

    package mutating func trialRecords() throws(WireError) -> [TrialRecord] {
        try list { (reader: inout WireReader) throws(WireError) in try reader.trialRecord() }
    }

    private mutating func attemptRecord() throws(WireError) -> AttemptRecord {
        let number = try int()
        let incarnation = try int()
        let worker = WorkerIdentity(name: try text(), host: try text())
        let startedAt = try double()
        let endedAt = try bool() ? try double() : nil
        let outcome = try element(of: AttemptOutcome.allCases, by: \.wireKind, "an outcome")
        return AttemptRecord(
            number: number, incarnation: incarnation, worker: worker, startedAt: startedAt,
            endedAt: endedAt, outcome: outcome, note: try text(), until: try optionalInt())
    }

    private mutating func element<Element>(
        of all: [Element], by kind: (Element) -> UInt8, _ what: String
    ) throws(WireError) -> Element {
        let number = try number(UInt8.self)
        guard let found = all.first(where: { kind($0) == number }) else {
            throw .malformed("\(what) of kind \(number)")
        }
        return found
    }
}

/// The numbers are part of the protocol: new ones may be added, existing ones never change.
extension Trial.State {
    fileprivate var wireKind: UInt8 {
        switch self {
        case .waiting: 0
        case .running: 1
        case .paused: 2
        case .complete: 3
        case .pruned: 4
        case .failed: 5
        }
    }
}

extension AttemptOutcome {
    fileprivate var wireKind: UInt8 {
        switch self {
        case .running: 0
        case .complete: 1
        case .reached: 2
        case .failed: 3
        case .lost: 4
        case .returned: 5
        case .superseded: 6
        }
    }
}
