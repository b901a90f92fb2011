import Foundation
import Reporting
import ZeroMQ

/// The file by which commands on this machine find a live coordinator: its address and a key that
/// may ask but not work.
///
/// Readable by its owner only; removed when the coordinator ends.
struct LiveAnnouncement: Codable {
    var process: Int32
    var endpoint: String
    var serverPublicKey: String?
    var readerSecretKey: String?

    private var path: String? = nil

    private enum CodingKeys: String, CodingKey {
        case process, endpoint, serverPublicKey, readerSecretKey
    }

    init(endpoint: String, security: ClientSecurity) {
        process = getpid()
        self.endpoint = endpoint
        if case .encrypted(let keys) = security {
            serverPublicKey = keys.serverPublicKey
            readerSecretKey = keys.client.secretKey
        }
    }

    static func publish(
        for directory: StudyDirectory, endpoint: String, security: ClientSecurity
    ) throws -> LiveAnnouncement {
        var announcement = LiveAnnouncement(
            endpoint: endpoint.replacingOccurrences(of: "://0.0.0.0", with: "://127.0.0.1")
                .replacingOccurrences(of: "://[::]", with: "://[::1]"),
            security: security)
        let bytes = Array(try JSONEncoder().encode(announcement))
        try AtomicFile.write(bytes, to: directory.live, mode: 0o600)
        announcement.path = directory.live
        return announcement
    }

    static func read(_ directory: StudyDirectory) -> LiveAnnouncement? {
        FileManager.default.contents(atPath: directory.live)
            .flatMap { try? JSONDecoder().decode(LiveAnnouncement.self, from: $0) }
    }

    func security() throws -> ClientSecurity {
        guard let serverPublicKey, let readerSecretKey else { return .plain }
        return .encrypted(
            WorkerKeys(
                serverPublicKey: serverPublicKey,
                client: try CurveKeyPair(secretKey: readerSecretKey)))
    }

    func withdraw() {
        if let path { unlink(path) }
    }
}
