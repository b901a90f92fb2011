import Files
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
        \(lines(of: keys, kind: "worker"))
        """
    }

    static func operatorText(of keys: WorkerKeys) -> String {
        """
        # An operator's key file. Keep it secret: who has it can submit, pause and cancel studies.
        # Copy it to where you give such commands from (scp -p keeps its mode) and pass it as --key.
        \(lines(of: keys, kind: "operator"))
        """
    }

    private static func lines(of keys: WorkerKeys, kind: String) -> String {
        """
        podium-key \(kind) 1
        server-public-key \(keys.serverPublicKey)
        public-key \(keys.client.publicKey)
        secret-key \(keys.client.secretKey)

        """
    }

    /// Writes a file with mode 0600 that appears under its name only when it is durable.
    static func write(_ text: String, to path: String, replacing: Bool) throws(ZeroMQError) {
        do {
            try AtomicFile.write(
                Array(text.utf8), to: path, mode: 0o600, replacing: replacing)
        } catch {
            throw .unwrittenKeyFile(path: path, reason: error.reason)
        }
    }
}
