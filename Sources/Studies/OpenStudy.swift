package import Coordination
import Models
import Portable
package import Search
package import Storage
package import StudyModel

/// A study that this process has open: its files, its store and the initial state of the machine.
package struct OpenStudy {
    package let directory: StudyDirectory
    package let store: any StudyStore
    package let record: StudyRecord
    package let sampler: StudySampler
    /// The files that trials need, with the paths in the job file of this start.
    package let inputs: [InputFile]

    package init(
        directory: StudyDirectory, store: any StudyStore, record: StudyRecord,
        sampler: StudySampler, inputs: [InputFile]? = nil
    ) {
        self.directory = directory
        self.store = store
        self.record = record
        self.sampler = sampler
        self.inputs = inputs ?? record.job.objective.inputs
    }

    /// The study in the form that the coordinator's machine needs.
    package func progress(share: StudyShare = StudyShare()) throws -> StudyProgress {
        let job = try? NetworkJob(record.job)
        return try StudyProgress(
            record: record, sampler: sampler, scheduler: try StudyScheduler(job: record.job),
            share: share,
            memoryNeed: { configuration in
                let memory = job.flatMap { try? TrialMemory(of: $0, in: configuration) }
                return memory.flatMap { $0.total > 0 ? ByteCount.text($0.total) : nil }
            })
    }
}
