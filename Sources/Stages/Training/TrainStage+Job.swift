package import Models
import Studies
package import StudyModel
package import UserErrors

extension TrainStage {
    /// The search's job for the refit.
    ///
    /// Its early stopping is left out if the test samples would stop the training, which are to
    /// judge the model. `lastEpoch(of:)` says what ends it then.
    ///
    /// - Throws: `InputError` if the job can't be refitted.
    package func finalJob(_ recorded: Job) throws(InputError) -> NetworkJob {
        let recorded = try network(recorded)
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
        if isStoppedByTestSamples(job) { job.training.trainToTheEnd() }
        job.split.validation = .testSet
        return job
    }

    /// The epoch that the refit ends with, if the search decides it: the trial's best one.
    ///
    /// A validation part that the refit held out would be missing in the training; the test
    /// samples may not choose the epoch, as they judge the model. So the refit trains as many
    /// epochs as were best in the search, with the learning rates that these epochs had
    /// (Goodfellow, Bengio and Courville, "Deep Learning", 2016, section 7.8, algorithm 7.2).
    ///
    /// - Throws: `InputError` if the search measured no epoch of the trial.
    func lastEpoch(of subject: TrainingSubject) throws -> Int? {
        guard epochs == nil, isStoppedByTestSamples(try network(subject.job)) else { return nil }
        if let best = try subject.bestEpoch() { return best }
        throw InputError(
            "\(subject.job.study): its early_stopping would end the training by the test samples, "
                + "which are to measure the model; the search decides the number of epochs, and "
                + "it measured no epoch of trial \(subject.trial); expected a search first "
                + "(podium run), then podium train \(subject.job.study), or --epochs, or "
                + "--hold-out")
    }

    private func network(_ job: Job) throws(InputError) -> NetworkJob {
        do throws(NetworkJobError) {
            return try NetworkJob(job)
        } catch .noNetwork(let study, let objective) {
            throw InputError(
                "\(study): its objective is \(objective), which trains no network, so there is "
                    + "no model to keep; expected a study of another objective")
        } catch {
            throw InputError("\(error)")
        }
    }

    /// Whether the early stopping of the search's job would look at the test samples here.
    private func isStoppedByTestSamples(_ recorded: NetworkJob) -> Bool {
        !holdOut && recorded.training.endsEarly
            && recorded.metric.name.hasPrefix("validation_")
    }

    /// Why `--keep best` is not possible for a job, or nil.
    private func complaint(about job: NetworkJob) -> String? {
        guard keep == .best else { return nil }
        let metric = job.metric.name
        if job.objective.isAdversarial, metric != GANQuality.metric {
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
