import Models
import Search
import StudyModel

/// Parameters that can't change in the middle of a training, and schedulers that would change them.
extension JobReader {
    /// Notes parameters that the scheduler changes, although a trial with another value could not
    /// continue the training of the trial that it branches off.
    ///
    /// - Parameter space: the job's, with its pools drawn.
    mutating func checkFixed(_ fields: JobFields, _ job: NetworkJob, _ space: SearchSpace) {
        guard let place = fields.values["scheduler"]?.position else { return }
        if job.scheduler.type == SchedulerKind.pbt.name {
            checkExplored(job, space, at: place)
        } else if let schedule = ParameterSchedule(job.scheduler["changes"]) {
            for (index, change) in schedule.changes.enumerated() {
                for entry in change.values {
                    let example = space[entry.name]?.domain.example
                    let values = schedule.changes.flatMap(\.values).filter {
                        $0.name == entry.name
                    }.map { $0.value.replacing(example) }
                    guard let decision = job.fixedBy(entry.name, values: values, in: space)
                    else { continue }
                    let path = "scheduler.changes[\(index + 1)]"
                    note(
                        "\(path) changes \(entry.name), which decides \(decision.rawValue) and "
                            + "can't change in the middle of a training; leave it out",
                        at: settingPositions["\(path).\(entry.name)"] ?? place)
                }
            }
        }
    }

    private mutating func checkExplored(
        _ job: NetworkJob, _ space: SearchSpace, at place: Position
    ) {
        let varied = space.parameters.filter { $0.domain.count != 1 }.map(\.name)
        let given = job.scheduler.names("explore")
        let explored = given ?? varied
        let fixed = explored.compactMap { name in
            job.fixedBy(name, in: space).map { (name: name, decision: $0) }
        }
        guard !fixed.isEmpty else { return }
        var free = explored.filter { name in !fixed.contains { $0.name == name } }
        if free.isEmpty { free = varied.filter { job.fixedBy($0, in: space) == nil } }
        let remedy =
            free.isEmpty
            ? "no other parameter is left to explore: use another scheduler"
            : "write explore: [\(free.joined(separator: ", "))]"
        for (name, decision) in fixed {
            let why =
                "\(name), which decides \(decision.rawValue) and can't change in the middle of a "
                + "training"
            note(
                given == nil
                    ? "the pbt scheduler explores every parameter of the space, also \(why); "
                        + remedy
                    : "scheduler.explore has \(why); \(remedy)",
                at: settingPositions["scheduler.explore.\(name)"] ?? place)
        }
    }
}
