import Files
import Foundation

/// The content of a coordinator's key file: its own key pair, and the keys that may connect.
package struct CoordinatorKeys: Sendable, Hashable {
    package var server: CurveKeyPair
    /// Users by client public key, for `Authenticator`.
    package var users: [String: String]

    package init(server: CurveKeyPair, users: [String: String]) {
        self.server = server
        self.users = users
    }
}

/// The content of a worker's or an operator's key file: the coordinator's public key, and its own
/// key pair.
package struct WorkerKeys: Sendable, Hashable {
    package var serverPublicKey: String
    package var client: CurveKeyPair

    package init(serverPublicKey: String, client: CurveKeyPair) {
        self.serverPublicKey = serverPublicKey
        self.client = client
    }
}

/// The key files of a coordinator, its workers and its operators.
///
/// Text with lines `name value…`. Empty lines and lines that begin with `#` are skipped. The first
/// other line gives the kind and the version: `podium-key coordinator 1`. docs/security.md gives
/// the format. Files that others than the owner can read are refused.
package enum KeyFiles {
    package static let coordinatorName = "coordinator.key"
    package static let workerName = "worker.key"
    package static let operatorName = "operator.key"
    /// The user assigned to a worker's key.
    package static let workerUser = "worker"
    /// The user assigned to an operator's key: it gives commands and does no work.
    package static let operatorUser = "operator"

    /// New keys for a coordinator and its workers, for files or for one run in memory.
    package static func generate() throws(ZeroMQError) -> (CoordinatorKeys, WorkerKeys) {
        let server = try CurveKeyPair.generate()
        let client = try CurveKeyPair.generate()
        return (
            CoordinatorKeys(server: server, users: [client.publicKey: workerUser]),
            WorkerKeys(serverPublicKey: server.publicKey, client: client)
        )
    }

    /// Where `create` wrote the files.
    package struct Paths {
        package var coordinator: String
        package var worker: String
        package var `operator`: String
    }

    /// Generates keys and writes the files into a directory, which is created if missing.
    ///
    /// Each file appears completely or not at all, readable only by its owner. Without `force`,
    /// nothing is written if any file exists: workers that hold the old key would be locked out.
    package static func create(
        directory: String, force: Bool = false
    ) throws(ZeroMQError) -> Paths {
        let folder = directory.isEmpty ? "." : directory
        let paths = Paths(
            coordinator: "\(folder)/\(coordinatorName)", worker: "\(folder)/\(workerName)",
            operator: "\(folder)/\(operatorName)")
        if !force {
            for path in [paths.coordinator, paths.worker, paths.operator]
            where access(path, F_OK) == 0 {
                throw .keyFile(
                    place: path,
                    problem: "exists already; --force replaces it, and locks out every worker "
                        + "that has the old key")
            }
        }
        do { try Directory.make(folder, mode: 0o700) } catch {
            throw .keyFile(place: folder, problem: "can't make the directory: \(error.reason)")
        }
        var (coordinator, worker) = try generate()
        let own = WorkerKeys(
            serverPublicKey: coordinator.server.publicKey, client: try CurveKeyPair.generate())
        coordinator.users[own.client.publicKey] = operatorUser
        do {
            try write(text(of: worker), to: paths.worker, replacing: force)
            try write(operatorText(of: own), to: paths.operator, replacing: force)
            try write(text(of: coordinator), to: paths.coordinator, replacing: force)
        } catch {
            // The other files are useless without the coordinator's, and would block the next
            // attempt.
            unlink(paths.worker)
            unlink(paths.operator)
            throw error
        }
        return paths
    }

    /// Generates the key of another operator, writes its file, and adds the key to those that may
    /// connect in the coordinator's file, whose other lines stay as they are.
    ///
    /// A coordinator that runs admits the key after its next start.
    ///
    /// - Parameters:
    ///   - directory: where the coordinator's file is.
    ///   - path: the file to write, which must not exist; nil is `operator.key` in the directory.
    /// - Returns: the paths of the coordinator's file and of the operator's.
    package static func addOperator(
        directory: String, to path: String? = nil
    ) throws(ZeroMQError) -> (coordinator: String, operator: String) {
        let folder = directory.isEmpty ? "." : directory
        let coordinator = "\(folder)/\(coordinatorName)"
        let path = path ?? "\(folder)/\(operatorName)"
        // The whole file is checked before anything is written.
        let keys = try readCoordinator(coordinator)
        let file = try KeyFileText(readingPrivate: coordinator, kind: "coordinator")
        guard access(path, F_OK) != 0 else {
            throw .keyFile(
                place: path,
                problem: "exists already; expected a new file: name one with --output, and keep "
                    + "the one whose key is in use")
        }
        let own = WorkerKeys(
            serverPublicKey: keys.server.publicKey, client: try CurveKeyPair.generate())
        try write(operatorText(of: own), to: path, replacing: false)
        let line = "client \(operatorUser) \(own.client.publicKey)\n"
        let isEnded = file.text.isEmpty || file.text.hasSuffix("\n")
        do {
            try write(file.text + (isEnded ? "" : "\n") + line, to: coordinator, replacing: true)
        } catch {
            // A key that the coordinator does not know is of no use.
            unlink(path)
            throw error
        }
        return (coordinator, path)
    }

    package static func readCoordinator(_ path: String) throws(ZeroMQError) -> CoordinatorKeys {
        let file = try KeyFileText(readingPrivate: path, kind: "coordinator")
        let server = try file.keyPair()
        var users: [String: String] = [:]
        for line in file.lines(named: "client") {
            guard line.values.count == 2 else {
                throw file.error(line, "expected `client USER PUBLIC-KEY`")
            }
            users[try file.key(line.values[1], line)] = line.values[0]
        }
        guard !users.isEmpty else {
            throw .keyFile(place: path, problem: "has no `client` line, so nobody could connect")
        }
        try file.refuseLines(except: ["public-key", "secret-key", "client"])
        return CoordinatorKeys(server: server, users: users)
    }

    package static func readWorker(_ path: String) throws(ZeroMQError) -> WorkerKeys {
        try readClient(path, kind: "worker")
    }

    package static func readOperator(_ path: String) throws(ZeroMQError) -> WorkerKeys {
        try readClient(path, kind: "operator")
    }

    private static func readClient(
        _ path: String, kind: String
    ) throws(ZeroMQError) -> WorkerKeys {
        let file = try KeyFileText(readingPrivate: path, kind: kind)
        let keys = WorkerKeys(
            serverPublicKey: try file.key(named: "server-public-key"), client: try file.keyPair())
        try file.refuseLines(except: ["server-public-key", "public-key", "secret-key"])
        return keys
    }
}
