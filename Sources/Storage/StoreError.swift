package import Files
package import UserErrors

/// Errors of a study's store.
package enum StoreError: Error, Sendable, Hashable {
    /// Another process has the study open: its process id and host, if known.
    case inUse(directory: String, process: Int?, host: String?, use: StudyLock.Use = .study)
    /// There is no study in the directory.
    case notFound(directory: String)
    /// The database is damaged: the file, and the problem found.
    case damaged(path: String, problem: String)
    /// A later version of Podium wrote the database.
    case newer(path: String, version: Int, supported: Int)
    /// There is no space for a commit: the device is full, or the owner's quota is used up;
    /// `reason` is the system's message.
    ///
    /// Earlier records are safe.
    case full(path: String, reason: String = "No space left on device")
    /// SQLite could not read or write: the file, and SQLite's message.
    case io(path: String, problem: String)
    /// A file operation failed.
    case file(FileFailure)
    /// The database file was removed, renamed or replaced while it was open.
    case replaced(path: String)
    /// The store was closed, or opened for reading only.
    case closed(path: String)
    /// A change contradicts the record: a bug in the program; the text includes the record.
    case invariant(String)
}

extension StoreError {
    /// Converts a failure of the file system to a store error.
    package init(_ failure: FileFailure) {
        self =
            failure.isOutOfSpace
            ? .full(path: failure.path, reason: failure.reason)
            : .file(failure)
    }

    /// Whether the error may end by itself: space may become available later.
    package var isOutOfSpace: Bool {
        if case .full = self { true } else { false }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .inUse(let directory, let process, let host, let use):
            let holder =
                (process.map { "process \($0)" } ?? "another process")
                + (host.map { " on \($0)" } ?? "")
            switch use {
            case .study:
                return "\(directory): the study is in use by \(holder); wait for it or stop it"
            case .stages:
                return "\(directory): the study's stages are run by \(holder); wait for it or "
                    + "stop it"
            case .queue:
                return "\(directory): the queue is served by another coordinator, \(holder); stop "
                    + "it, or serve other results (--results)"
            }
        case .notFound(let directory):
            return "\(directory): no study here (no study.sqlite); `podium run` makes one"
        case .damaged(let path, let problem):
            return "\(path): damaged: \(problem); restore a backup, or move the study's directory "
                + "away and run the job again"
        case .newer(let path, let version, let supported):
            return "\(path): written by a later Podium (schema version \(version); this one reads "
                + "up to \(supported)); use that version"
        case .full(let path, let reason):
            return
                "\(path): no room on the disk (\(reason)); nothing recorded is lost: make room to "
                + "continue"
        case .io(let path, let problem):
            return "\(path): \(problem); check the disk, then start again: what was acknowledged "
                + "is there"
        case .file(let failure):
            return "\(failure); what is recorded is unharmed"
        case .replaced(let path):
            return "\(path): removed or replaced while in use; put the file back, then start again"
        case .closed(let path):
            return "\(path): the store takes no changes (it was closed, failed, or was opened for "
                + "reading)"
        case .invariant(let story):
            return "the study's record would contradict itself: \(story)"
        }
    }
}

extension StoreError: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
