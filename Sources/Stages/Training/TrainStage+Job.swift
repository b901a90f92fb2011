package import Models
import Studies
package import StudyModel
package import UserErrors

extension TrainStage {
    /// The search's job for the refit.
    ///
    /// - Throws: `InputError` if the job can't be refitted.
    package func finalJob(_ recorded: Job) throws(InputError) -> NetworkJob {
        guard let recorded = try? NetworkJob(recorded) else {
            throw InputError(
                "\(recorded.study): its objective is \(recorded.objective.kind), which trains no "
                    + "network, so there is no model to keep; expected a study of another objective"
            )
        }
        if let complaint = complaint(about: recorded) {
            throw InputError("\(recorded.study): --keep best \(complaint)")
        }
        var job = recorded
        if let epochs { job.epochs = epochs }
        if let seed { job.seed = seed }
        job.threads = threads ?? Slots.standard()
        job.stages = []
        guard !holdOut else { return job }
        if job.dataset.hasNoTest {
            throw InputError(
                "\(job.study): its data set has no test samples to measure the model on; give the "
                    + "job's dataset a `test`, or train with --hold-out on the job's split")
        }
        job.split.validation = .testSet
        return job
    }

    /// Why `--keep best` is not possible for a job, or nil.
    private func complaint(about job: NetworkJob) -> String? {
        guard keep == .best else { return nil }
        let metric = job.metric.name
        if job.objective == .gan, metric != GANQuality.metric {
            return "goes by the job's metric, and a GAN's \(metric) says nothing of how good its "
                + "samples are; expected a job with a quality and the metric "
                + "\(GANQuality.metric), or --keep last"
        }
        if metric.hasPrefix("validation_"), !holdOut {
            return "would choose an epoch by the test samples, which are to measure the model on "
                + "all training samples; expected --hold-out too, which validates on the job's "
                + "own split, or --keep last"
        }
        return nil
    }
}
