import Coordination
import Files
import Foundation
import JobFiles
import Portable
import Reporting
import Studies
import StudyModel
import UserPrograms
import Wire

/// Commands of operators: studies that come, go and share the workers.
extension CoordinatorShell {
    /// Carries out a command; the answer is sent once its changes are stored.
    func operate(_ document: [UInt8], for target: StudyService.ReplyTarget) {
        guard let service else { return }
        let request = service.await(target)
        do {
            try operate(try PortableJSON.decode(ServiceRequest.self, from: document), as: request)
        } catch let error as DecodingError {
            service.reply(
                .failure(
                    Refusal(
                        "not a command of this release of podium (\(PortableJSON.reason(error)))")),
                to: request)
        } catch {
            service.reply(.failure(Refusal(of: error)), to: request)
        }
    }

    private func operate(_ command: ServiceRequest, as request: Int) throws {
        guard let service else { return }
        switch command {
        case .submit(let submission):
            if let problem = submission.change.problem { throw Refusal.mistake(problem) }
            service.read(submission) { [commands] result in
                commands.post(.submissionRead(request: request, submission, result))
            }
        case .upload(let piece):
            // The job's reader compares the contents of what an open study has.
            if machine.index(ofStudy: piece.study) != nil, service.uploads.has(piece) {
                return try reply(UploadedOffset(offset: piece.byteCount), to: request)
            }
            try reply(UploadedOffset(offset: try service.uploads.take(piece)), to: request)
        case .list: try reply(list(), to: request)
        case .change(let study, let change):
            try reply(DoneReply(try self.change(study, change)), to: request)
        case .cancel(let study):
            try reply(DoneReply(try cancel(study)), to: request)
        case .workers: try reply(workerPage(from: 0).items, to: request)
        case .drain(let worker, let isDrained):
            try reply(DoneReply(try drain(worker, isDrained)), to: request)
        case .enqueue(let study, let values):
            guard let space = withStudy(named: study, { $0.sampler.space }) else {
                throw unknown(study)
            }
            let given = try GivenValues.configuration(values, in: space)
            loop.handle(
                .enqueue(request: request, study: study, given), at: SystemTime.now)
        case .ask(let study, let name, let seconds):
            guard (1...31_536_000).contains(seconds) else {
                throw Refusal.mistake("a lease of \(seconds) s; expected 1 s to a year")
            }
            guard machine.index(ofStudy: study) != nil else { throw unknown(study) }
            loop.handle(
                .ask(request: request, study: study, by: name, leaseSeconds: seconds),
                at: SystemTime.now)
        case .tell(let study, let trial, let told):
            if let record = try record(of: trial, in: study), told.isRecorded(in: record) {
                return try reply(TellReply(isOver: true), to: request)
            }
            guard machine.index(ofStudy: study) != nil else {
                throw unknown(study, told: trial)
            }
            loop.handle(
                .tell(request: request, study: study, trial: trial, told), at: SystemTime.now)
        case .giveBack(let study, let trial):
            guard machine.index(ofStudy: study) != nil else { throw unknown(study) }
            loop.handle(
                .giveBack(request: request, study: study, trial: trial), at: SystemTime.now)
        }
    }

    private func reply(_ value: some Encodable, to request: Int) throws {
        service?.reply(.success(try PortableJSON.encode(value)), to: request)
    }

    /// Answers executors outside, whose trials and results are stored now.
    func answer(_ replies: [ExecutorReply]) {
        for reply in replies {
            do {
                switch reply.content {
                case .assigned(let assignment):
                    try self.reply(askReply(assignment), to: reply.request)
                case .enqueued(let trial):
                    try self.reply(DoneReply("trial \(trial) has these values"), to: reply.request)
                case .nothing(let reason, let isOver):
                    try self.reply(AskReply(reason: reason, isOver: isOver), to: reply.request)
                case .recorded(let isOver):
                    try self.reply(TellReply(isOver: isOver), to: reply.request)
                case .refused(let reason):
                    service?.reply(.failure(Refusal(reason)), to: reply.request)
                case .mistaken(let reason):
                    service?.reply(.failure(.mistake(reason)), to: reply.request)
                }
            } catch {
                service?.reply(.failure(Refusal(of: error)), to: reply.request)
            }
        }
    }

    private func askReply(_ assignment: Assignment) -> AskReply {
        let attempt = assignment.attempt
        let job = withStudy(named: attempt.study) { $0.job }
        let seed = job.map {
            UInt64(CommandValues.seed(of: attempt.trial, assignment.configuration, in: $0))
        }
        // A segment that ends with the training has an end, too.
        let lastEpoch = job.flatMap { $0.scheduler == .none ? nil : $0.epochs }
        return AskReply(
            trial: .init(
                number: attempt.trial, configuration: assignment.configuration, seed: seed ?? 0,
                untilEpoch: assignment.until ?? lastEpoch,
                leaseSeconds: machine.leaseSeconds(of: attempt) ?? 0))
    }

    // MARK: Studies come

    /// Opens the studies of the queue, at the coordinator's start.
    func openQueue() {
        guard let service else { return }
        for entry in service.queue.studies
        where entry.state.isOpen || isUnconcluded(entry, service.options.results) {
            if machine.index(ofStudy: entry.study) != nil {
                loop.handle(.share(study: entry.study, entry.share), at: SystemTime.now)
                continue
            }
            guard entry.isSubmitted else { continue }
            let directory = StudyDirectory(results: service.options.results, study: entry.study)
            do {
                let loaded = try service.options.load(
                    try Self.text(of: directory), directory.job, JobOverrides())
                try open(loaded, entry.share)
            } catch {
                var broken = entry
                broken.state = .broken
                broken.note = "\(error)"
                broken.endedAt = SystemTime.wallClock
                observer?.warned("\(entry.study) is not searched: \(error)")
                try? service.queue.put(broken)
            }
        }
        for worker in service.queue.drained {
            loop.handle(.drain(worker: worker, true), at: SystemTime.now)
        }
    }

    /// Whether the coordinator was killed between the end of a search and what follows it: the
    /// last tables, the provenance and the stages.
    private func isUnconcluded(_ entry: QueuedStudy, _ results: String) -> Bool {
        guard entry.state == .finished, entry.isSubmitted else { return false }
        let directory = StudyDirectory(results: results, study: entry.study)
        return directory.exists
            && !FileManager.default.fileExists(atPath: directory.provenance)
    }

    /// A submitted job was read, or could not be.
    func admit(_ submission: Submission, _ read: Result<LoadedJob, Refusal>, for request: Int) {
        guard let service else { return }
        do {
            let loaded = try read.get()
            let reply = try admit(submission, loaded)
            service.closesStudies = true
            try self.reply(reply, to: request)
        } catch {
            service.reply(.failure(Refusal(of: error)), to: request)
        }
    }

    private func admit(_ submission: Submission, _ loaded: LoadedJob) throws -> SubmitReply {
        let name = loaded.job.study
        guard !committer.isStalled else {
            throw Refusal("the coordinator can't store anything now: \(storageProblem ?? "")")
        }
        if let recorded = withStudy(named: name, { ($0.job, $0.share) }) {
            let differences = JobComparison.differences(
                recorded: recorded.0, requested: loaded.job
            ).filter { $0.verdict != .moved }
            guard differences.isEmpty else {
                throw Refusal.mistake(
                    "\(name) is searched with another job: "
                        + differences.map(\.description).joined(separator: "; ")
                        + "; submit it under another name (--study), or cancel it first "
                        + "(`podium cancel \(name)`)")
            }
            _ = try change(name, submission.change)
            return SubmitReply(
                study: name, isNew: false, state: service?.queue[name]?.state ?? .active)
        }
        let known = service?.queue[name]
        var share = submission.change.applied(to: known?.share ?? StudyShare())
        // A study that is submitted again is to be searched.
        share.isPaused = submission.change.isPaused ?? false
        let entry = QueuedStudy(
            study: name, share: share, isSubmitted: true, submittedAt: SystemTime.wallClock)
        try open(loaded, share, isSubmitted: true)
        do {
            try service?.queue.put(entry)
        } catch {
            // Without its place in the queue a restart would forget it.
            loop.handle(.withdraw(study: name), at: SystemTime.now)
            throw error
        }
        observer?.remarked("\(name) was submitted\(share.isPaused ? ", paused" : "")")
        return SubmitReply(study: name, isNew: known?.state.isOpen != true, state: entry.state)
    }

    /// - Parameter isSubmitted: whether a user asks for it now, who then hears why it would stop at
    ///   once.
    private func open(
        _ loaded: LoadedJob, _ share: StudyShare, isSubmitted: Bool = false
    ) throws {
        guard let service else { return }
        let study = try StudyOpening.open(loaded, results: service.options.results)
        if let choice = study.sampler.explanation {
            observer?.remarked("\(loaded.job.study): the sampler is \(choice)")
        }
        do {
            let progress = try study.progress(share: share)
            if isSubmitted, let halt = progress.halt {
                let name = loaded.job.study
                throw Refusal(
                    "\(name) would stop at once: \(halt); mend the cause, then `podium retry "
                        + "\(name)` and submit it again")
            }
            admit(study, progress)
        } catch {
            study.store.close()
            throw error
        }
    }

    // MARK: Studies change

    private func change(_ name: String, _ change: ShareChange) throws -> String {
        if let problem = change.problem { throw Refusal.mistake(problem) }
        guard let service, let share = withStudy(named: name, { $0.share }) else {
            throw unknown(name)
        }
        let changed = change.applied(to: share)
        var entry = service.entry(of: name, share: changed)
        entry.share = changed
        entry.state = changed.isPaused ? .paused : .active
        try service.queue.put(entry)
        loop.handle(.share(study: name, changed), at: SystemTime.now)
        return "\(name) is \(entry.state.rawValue), with priority \(changed.priority)"
            + (changed.slotLimit.map { " and at most \($0, "trial") at a time" } ?? "")
    }

    private func cancel(_ name: String) throws -> String {
        guard let service else { throw unknown(name) }
        guard machine.index(ofStudy: name) != nil else {
            guard let entry = service.queue[name], !entry.state.isOpen else { throw unknown(name) }
            return "\(name) was \(entry.state.rawValue) already"
        }
        guard !committer.isStalled else {
            throw Refusal("the coordinator can't store anything now: \(storageProblem ?? "")")
        }
        try close(name, as: .cancelled, note: "cancelled by an operator")
        loop.handle(.withdraw(study: name), at: SystemTime.now)
        service.closesStudies = true
        return "\(name) is cancelled; its results so far are kept, and the same job submitted "
            + "again resumes it"
    }

    private func drain(_ worker: String, _ isDrained: Bool) throws -> String {
        guard let service else { throw unknown(worker) }
        let isKnown = machine.connectedWorkers.contains { $0.identity.name == worker }
        guard isKnown || !isDrained || service.queue.drained.contains(worker) else {
            let names = machine.connectedWorkers.map(\.identity.name)
            throw Refusal.mistake(
                "no worker \(worker) is connected; "
                    + (names.isEmpty
                        ? "none is" : "there are \(names.prefix(20).joined(separator: ", "))"))
        }
        let others = service.queue.drained.filter { $0 != worker }
        try service.queue.setDrained(isDrained ? others + [worker] : others)
        loop.handle(.drain(worker: worker, isDrained), at: SystemTime.now)
        guard isDrained else { return "\(worker) gets trials again" }
        let held = machine.connectedWorkers.filter { $0.identity.name == worker }
            .reduce(0) { $0 + $1.held }
        return "\(worker) gets no more trials; it holds \(held)"
    }

    /// The record of a trial that has its outcome, or whose study is closed; nil without one.
    private func record(of trial: Int, in study: String) throws -> TrialRecord? {
        if let index = machine.index(ofStudy: study) {
            let trials = machine.studies[index].trials
            guard trials.indices.contains(trial), trials[trial].state.isTerminal else {
                return nil
            }
            return try served[index].open.store.trialRecord(trial)
        }
        guard let service, service.queue[study]?.state.isOpen == false else { return nil }
        return try StudyDirectory(results: service.options.results, study: study)
            .trialRecord(trial)
    }

    /// - Parameter trial: the trial of which a result was told that the study's record lacks.
    private func unknown(_ name: String, told trial: Int? = nil) -> Refusal {
        if let entry = service?.queue[name], !entry.state.isOpen {
            let state = "no study \(name) is open here: it is \(entry.state.rawValue); "
            guard let trial else { return Refusal(state + "`podium status \(name)` shows it") }
            return Refusal(
                state
                    + (entry.state == .finished
                        ? "its record has another result of trial \(trial), or none: "
                            + "`podium status \(name)` shows it"
                        : "submit its job again, then tell the result of trial \(trial) again, "
                            + "which counts if nobody else got the trial"))
        }
        let names = machine.studies.map(\.job.study)
        return Refusal.mistake(
            "no study \(name) is open here; "
                + (names.isEmpty ? "none is" : "there are \(names.joined(separator: ", "))"))
    }

    private func list() -> [ListedStudy] {
        guard let service else { return [] }
        var listed: [ListedStudy] = []
        for study in machine.studies {
            let name = study.job.study
            let entry = service.entry(of: name, share: study.share)
            listed.append(
                ListedStudy(
                    open: entry, finished: study.finishedCount,
                    total: study.job.total(
                        begun: study.trials.count, hasEnded: study.end != nil),
                    running: study.runningCount))
        }
        listed.sort {
            ($1.entry.share.priority, $0.entry.submittedAt)
                < ($0.entry.share.priority, $1.entry.submittedAt)
        }
        let open = Set(listed.map(\.entry.study))
        return listed
            + ListedStudy.closed(
                service.queue.present.filter { !open.contains($0.study) },
                results: service.options.results)
    }

    // MARK: Studies go

    /// Closes studies whose search has ended, once nothing of them runs or waits to be stored.
    func closeEndedStudies(awaitingAll: Bool) throws {
        guard let service, !committer.isStalled else { return }
        for index in machine.studies.indices.reversed() {
            let name = machine.studies[index].job.study
            let hasEnded = service.closesStudies && !awaitingAll && machine.studies[index].isOver
            guard machine.studies[index].isWithdrawn || hasEnded,
                machine.runningCount(of: name) == 0
            else { continue }
            try closeStudy(at: index, of: service)
        }
    }

    private func closeStudy(at index: Int, of service: StudyService) throws {
        let study = machine.studies[index]
        let name = study.job.study
        let isWithdrawn = study.isWithdrawn
        let state = study.halt == nil ? QueuedStudy.State.finished : .halted
        // A full disk: it is closed when there is room.
        guard try isWithdrawn || hasRoom(toClose: name, as: state, note: study.halt) else { return }
        let closed = remove(at: index)
        closed.sweepCheckpoints(study)
        do { try closed.tables.writeNow(study) } catch {
            // The record has everything; `podium table` shows it.
            observer?.warned("the tables of \(name) are not up to date: \(error)")
        }
        try service.options.concluded(closed.open, study)
        closed.open.store.close()
        if !isWithdrawn, study.halt == nil, !study.job.stages.isEmpty {
            service.options.runStages(closed.open.directory)
        }
    }

    /// The job of a study that was submitted.
    private static func text(of directory: StudyDirectory) throws(FileFailure) -> String {
        do { return try String(contentsOfFile: directory.job, encoding: .utf8) } catch {
            throw FileFailure(path: directory.job, action: "read it", error: error)
        }
    }

    private func hasRoom(
        toClose name: String, as state: QueuedStudy.State, note: String?
    ) throws -> Bool {
        do {
            try close(name, as: state, note: note)
            return true
        } catch {
            guard error.isOutOfSpace else { throw error }
            return false
        }
    }

    /// Records that a study is not open any more.
    private func close(
        _ name: String, as state: QueuedStudy.State, note: String?
    ) throws(FileFailure) {
        guard let service else { return }
        let share = withStudy(named: name) { $0.share }
        var entry = service.entry(of: name, share: share ?? StudyShare())
        entry.state = state
        entry.note = note
        entry.endedAt = SystemTime.wallClock
        withStudy(named: name) { study in
            entry.finished = study.finishedCount
            entry.starts = study.incarnation
            entry.total = study.job.total(
                begun: study.trials.count, hasEnded: study.end != nil)
        }
        try service.queue.put(entry)
    }
}
