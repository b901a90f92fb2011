package import Coordination

/// Observes a coordinator; called on the coordinator's thread, so it must not take long.
package protocol CoordinatorObserver: AnyObject {
    /// The coordinator listens at this address.
    func listening(at endpoint: String)
    /// A study is served from now on.
    func opened(_ study: StudyProgress)
    /// Something happened that a user may want to know; it is stored already.
    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell)
    /// The coordinator was asked to stop and waits for workers to hand back their trials.
    func awaitingWorkers()
    /// The storage is full or refuses writes (`problem`), or works again (nil).
    func storageChanged(problem: String?)
    /// Something failed that the search does not depend on.
    func warned(_ warning: String)
    /// A frame was not understood or not allowed.
    func ignored(_ reason: String)
    /// A peer was disconnected, or log lines about peers were suppressed.
    func remarked(_ text: String)
    /// A study is served no longer; another one may get its name.
    func closed(study: String)
    /// Called a few times per second.
    func refresh(_ coordinator: CoordinatorShell)
}

extension CoordinatorObserver {
    package func remarked(_ text: String) { ignored(text) }
    package func opened(_ study: StudyProgress) {}
    package func closed(study: String) {}
}
