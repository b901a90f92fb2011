import StudyModel

/// Compares what the attempts of two jobs take of their workers.
extension DifferenceList {
    /// Compares needs.
    ///
    /// What a program sees, its cores, devices and limit of memory, can't change. How devices are
    /// shared, and what is only counted, can.
    mutating func addResources(_ old: Job, _ new: Job) {
        let isSeen = new.objective.runsPrograms
        let (mine, others) = (old.resources, new.resources)
        guard (mine == nil) == (others == nil) else {
            return add("resources", mine, others, isSeen ? .refused : .free) {
                $0?.text ?? "none"
            }
        }
        guard let mine, let others else { return }
        add("resources.cpus", mine.cpus, others.cpus, isSeen ? .refused : .free)
        let sameDevices = mine.deviceCount == others.deviceCount
        add("resources.gpus", mine.gpus, others.gpus, isSeen && !sameDevices ? .refused : .free)
        add("resources.memory", mine.memory, others.memory, isSeen ? .refused : .free) {
            $0.map { "\($0) bytes" } ?? "left open"
        }
        for name in Set((mine.others + others.others).map(\.name)).sorted() {
            add("resources.\(name)", mine.amount(of: name), others.amount(of: name), .free)
        }
    }
}

extension ResourceNeed {
    fileprivate func amount(of name: String) -> Int {
        others.first { $0.name == name }?.amount ?? 0
    }
}
