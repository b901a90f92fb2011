import Models
import StudyModel
import TrainingEngine

extension TrialRequest {
    /// Checks the configuration, makes a session, goes on from the checkpoint and trains.
    ///
    /// What can't be run is the trial's outcome; errors are for what another machine might not
    /// meet.
    func run(
        observer: any TrialObserver, session make: (TrialRequest) throws -> TrialSession
    ) throws -> ExecutionEnd {
        func failed(_ reason: String) -> ExecutionEnd {
            .finished(.failed(reason: reason), reports: [])
        }
        for requirement in ObjectiveRequirements(job).parameters ?? [] {
            if let complaint = requirement.complaint(about: configuration) {
                return failed(complaint)
            }
        }
        let session: TrialSession
        do {
            session = try make(self)
        } catch EngineError.unsupportedProcessor(let reason) {
            // This machine alone may lack the instructions.
            throw EngineError.unsupportedProcessor(reason)
        } catch {
            return failed("\(error)")
        }
        if let checkpoint {
            // Training from the beginning gives the same numbers: a damaged checkpoint costs time,
            // no more, and the session is untouched where it is refused.
            try? session.resume(from: checkpoint)
        }
        return session.run(observer: observer)
    }
}
