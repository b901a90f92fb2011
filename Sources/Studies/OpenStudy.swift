package import Coordination
import Models
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
    /// The files that trials need, where this start's job file has them.
    package let inputs: [InputFile]

    package init(
        directory: StudyDirectory, store: any StudyStore, record: StudyRecord,
        sampler: StudySampler, inputs: [InputFile]? = nil
    ) {
        self.directory = directory
        self.store = store
        self.record = record
        self.sampler = sampler
        self.inputs = inputs ?? record.job.inputFiles
    }

    /// The study as the coordinator's machine takes it.
    package func progress() throws -> StudyProgress {
        let job = record.job
        return try StudyProgress(
            record: record, sampler: sampler, checkpoints: directory.trialsWithCheckpoint(),
            memoryNeed: { configuration in
                let memory = try? TrialMemory(of: job, in: configuration)
                return memory.flatMap { $0.total > 0 ? ByteCount.words($0.total) : nil }
            })
    }
}

extension Job {
    /// The files of its own that its trials need: data, weights and what measures quality.
    package var inputFiles: [InputFile] {
        var files: [InputFile] = []
        if case .files(let dataset)? = dataset { files = dataset.arrays.map(\.file) }
        return files + [pretrained?.file, quality?.features].compactMap(\.self)
    }
}
