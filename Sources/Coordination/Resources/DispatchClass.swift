import StudyModel

/// The studies whose trials need the same of a worker, and the workers that can have them.
///
/// Each class has a queue of its own, so dispatch looks at no worker that can't run the trials at
/// hand.
struct DispatchClass: Sendable {
    let runsPrograms: Bool
    /// Whether executors outside run the trials, and no worker.
    let isExternal: Bool
    /// What an attempt takes; nil for a slot.
    let need: ResourceNeed?
    /// The connections that may have room for another attempt.
    var offers = OfferQueue()
    /// The number of connected workers that can run the trials, however busy they are.
    var workers = 0

    init(of job: Job) {
        runsPrograms = job.objective.runsPrograms
        isExternal = job.objective.isExternal
        need = job.resources
    }

    /// Whether some workers may be unable to run the trials.
    var isRestricted: Bool { runsPrograms || need != nil }

    func isSame(as other: DispatchClass) -> Bool {
        runsPrograms == other.runsPrograms && isExternal == other.isExternal
            && need == other.need
    }
}

/// The dispatch classes of a coordinator's studies.
struct DispatchClasses: Sendable {
    var all: [DispatchClass] = []
    /// The class of each study.
    private(set) var ofStudy: [Int] = []

    init(_ jobs: some Sequence<Job>) {
        for job in jobs { _ = add(job) }
    }

    /// Adds a study after the others; the place of its class if that is new.
    mutating func add(_ job: Job) -> Int? {
        let new = DispatchClass(of: job)
        if let place = all.firstIndex(where: { $0.isSame(as: new) }) {
            ofStudy.append(place)
            return nil
        }
        ofStudy.append(all.count)
        all.append(new)
        return all.count - 1
    }

    /// Removes a study; its class stays, for the next study that needs the same.
    mutating func remove(study index: Int) { ofStudy.remove(at: index) }

    /// The classes that a worker can serve.
    func possible(for session: Session) -> [Int] {
        all.indices.filter {
            !all[$0].isExternal && session.canRun(all[$0].runsPrograms, all[$0].need)
        }
    }

    /// The class of a study.
    subscript(study index: Int) -> DispatchClass {
        // Neither copies the queue.
        _read { yield all[ofStudy[index]] }
        _modify { yield &all[ofStudy[index]] }
    }
}
