import Models
import StudyModel
import TrainingEngine

extension TrialRequest {
    /// Checks the configuration, makes a session, resumes from the checkpoint and trains.
    ///
    /// A configuration that can't be run is an outcome of the trial. Errors are for failures that
    /// may not occur on another machine.
    func run(
        observer: any TrialObserver, session make: (TrialRequest) throws -> TrialSession
    ) throws -> ExecutionEnd {
        func failed(_ reason: String) -> ExecutionEnd {
            .finished(.failed(reason: reason), intermediateResults: [])
        }
        let session: TrialSession
        do {
            for requirement in try NetworkJob(job).requirements.parameters ?? [] {
                if let complaint = requirement.complaint(about: configuration) {
                    return failed(complaint)
                }
            }
            session = try make(self)
        } catch EngineError.unsupportedProcessor(let reason) {
            // Only this machine may lack the instructions.
            throw EngineError.unsupportedProcessor(reason)
        } catch {
            return failed("\(error)")
        }
        if let checkpoint {
            do {
                try session.resume(
                    from: checkpoint, source: isBranch ? "that trial's checkpoint" : nil)
            } catch  where isBranch {
                return failed("it can't continue from the trial that it branched off: \(error)")
            } catch {
                // Training from the beginning gives the same results, so a damaged checkpoint only
                // costs time. The session is unchanged if the checkpoint is refused.
            }
        }
        return session.run(observer: observer)
    }
}
