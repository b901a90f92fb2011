import StudyModel
import UserPrograms

/// The part of a job file that describes a program of the user's: the objective `command`.
struct ProgramSection: ObjectiveSection {
    static let kinds = [ObjectiveSpec.commandKind]
    static let keys = [
        "command", "files", "files_from", "environment", "metrics", "results", "checkpoint",
        "checkpoint_limit", "memory", "retries", "fail_on", "reject_on",
    ]

    let requirements: ObjectiveRequirements
    let refersToParameters = false
    let spec: ObjectiveSpec?
    private let settings: ProgramSettings?

    init(kind: String, _ fields: JobFields, _ reader: inout JobReader) {
        let settings = reader.program(fields)
        self.settings = settings
        spec = settings?.spec
        // Without the metrics nothing is known of what the table may name.
        requirements = ObjectiveRequirements(
            parameters: nil, metrics: settings?.metricNames ?? [], hasEpochs: false)
    }

    func check(_ job: Job, _ fields: JobFields, space: SearchSpace, _ reader: inout JobReader) {
        guard let settings else { return }
        reader.checkMacros(settings, fields, space)
        reader.checkStart(of: settings, fields)
        reader.checkProgramStages(job, fields)
        if !settings.resumes, ["pbt", "schedule"].contains(job.scheduler.type),
            let node = fields["scheduler"]
        {
            reader.note(
                "the \(job.scheduler.type) scheduler continues trials from the checkpoints of "
                    + "others, and the program has `checkpoint: false`; expected a program with "
                    + "checkpoints, or another scheduler", at: node.position)
        }
    }
}
