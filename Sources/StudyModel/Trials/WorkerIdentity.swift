/// The worker that ran an attempt.
package struct WorkerIdentity: Sendable, Hashable, Codable {
    /// Unique among workers: host name, process id and a random part, unless chosen by the user.
    package var name: String
    package var host: String

    package init(name: String, host: String) {
        self.name = name
        self.host = host
    }
}
