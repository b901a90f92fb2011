import Foundation

extension KeyFiles {
    static func text(of keys: CoordinatorKeys) -> String {
        let clients = keys.users.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { "client \($0.value) \($0.key)" }
        return """
            # The coordinator's key file. Keep it secret: who has it can pose as the coordinator.
            # It stays on the coordinator's machine; workers need worker.key instead.
            # `client USER PUBLIC-KEY` lets the holder of that key connect.
            podium-key coordinator 1
            public-key \(keys.server.publicKey)
            secret-key \(keys.server.secretKey)
            \(clients.joined(separator: "\n"))

            """
    }

    static func text(of keys: WorkerKeys) -> String {
        """
        # A worker's key file. Keep it secret: who has it can connect as a worker.
        # Copy it to each worker machine (scp -p keeps its mode) and pass it as --key.
        podium-key worker 1
        server-public-key \(keys.serverPublicKey)
        public-key \(keys.client.publicKey)
        secret-key \(keys.client.secretKey)

        """
    }

    /// Writes a file with mode 0600 that appears under its name only when it is on disk.
    static func write(_ text: String, to path: String, replacing: Bool) throws(ZeroMQError) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw writeError(path) }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count >= 0 || errno == EINTR else { throw writeError(path) }
            bytes = bytes.dropFirst(max(0, count))
        }
        // The mode given to open is cut by the umask, which may be stranger than 022.
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw writeError(path) }
        // A link fails where a file exists already, which a rename would replace.
        let status = replacing ? rename(temporary, path) : link(temporary, path)
        guard status == 0 else { throw writeError(path) }
    }

    private static func writeError(_ path: String) -> ZeroMQError {
        .keyFile(place: path, problem: "can't be written: \(String(cString: strerror(errno)))")
    }
}
