package import Coordination

/// Watches a coordinator: called on its thread, so it must not take long.
package protocol CoordinatorObserver: AnyObject {
    /// The coordinator listens, at this address.
    func listening(at endpoint: String)
    /// Something happened that a user may want to know; it is stored already.
    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell)
    /// The coordinator was told to end and waits for workers to hand back what they have.
    func awaitingWorkers()
    /// The storage is full or refuses writes (`problem`), or works again (nil).
    func storageChanged(problem: String?)
    /// Something failed that the search does without.
    func warned(_ warning: String)
    /// A frame was not understood or not allowed.
    func ignored(_ reason: String)
    /// A peer was sent away, or lines about peers were left out.
    func remarked(_ words: String)
    /// Called a few times a second.
    func refresh(_ coordinator: CoordinatorShell)
}

extension CoordinatorObserver {
    package func remarked(_ words: String) { ignored(words) }
}
