import Coordination
package import Search
package import Storage
package import StudyModel

/// A study that this process has open: its files, its store and what the machine needs to start
/// from.
package struct OpenStudy {
    package let directory: StudyDirectory
    package let store: any StudyStore
    package let record: StudyRecord
    package let sampler: StudySampler

    package init(
        directory: StudyDirectory, store: any StudyStore, record: StudyRecord,
        sampler: StudySampler
    ) {
        self.directory = directory
        self.store = store
        self.record = record
        self.sampler = sampler
    }

    /// The study as the coordinator's machine takes it.
    func progress() throws -> StudyProgress {
        try StudyProgress(
            record: record, sampler: sampler, checkpoints: directory.trialsWithCheckpoint())
    }
}
