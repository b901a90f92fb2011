import Files
import Foundation
import Reporting
import Storage
package import Wire
import ZeroMQ

/// The file that tells commands on this machine the endpoint of a live coordinator, and a key that
/// may ask questions but not work.
///
/// Readable only by its owner; removed when the coordinator ends. A killed coordinator leaves its
/// file: trust the file only if its process holds the study's lock.
package struct LiveAnnouncement: Codable, Hashable {
    package var process: Int32
    package var endpoint: String
    package var serverPublicKey: String?
    package var readerSecretKey: String?

    private var path: String? = nil

    private enum CodingKeys: String, CodingKey {
        case process, endpoint, serverPublicKey, readerSecretKey
    }

    package init(endpoint: String, security: ClientSecurity) {
        process = getpid()
        self.endpoint = endpoint
        if case .encrypted(let keys) = security {
            serverPublicKey = keys.serverPublicKey
            readerSecretKey = keys.client.secretKey
        }
    }

    package static func publish(
        for directory: StudyDirectory, endpoint: String, security: ClientSecurity
    ) throws -> LiveAnnouncement {
        var announcement = LiveAnnouncement(endpoint: endpoint, security: security)
        let bytes = Array(try JSONEncoder().encode(announcement))
        try AtomicFile.write(bytes, to: directory.live, mode: 0o600)
        announcement.path = directory.live
        return announcement
    }

    package static func read(_ directory: StudyDirectory) -> LiveAnnouncement? {
        FileManager.default.contents(atPath: directory.live)
            .flatMap { try? JSONDecoder().decode(LiveAnnouncement.self, from: $0) }
    }

    /// What the process that serves a study announces; nil if none does.
    static func current(of directory: StudyDirectory) -> LiveAnnouncement? {
        read(directory).flatMap { $0.isCurrent(in: directory) ? $0 : nil }
    }

    /// Whether a study has an announcement that this user can't read.
    package static func isHidden(_ directory: StudyDirectory) -> Bool {
        access(directory.live, F_OK) == 0 && access(directory.live, R_OK) != 0
    }

    /// Whether the process that wrote it is alive and the file is still the same.
    package func isCurrent(in directory: StudyDirectory) -> Bool {
        let isAlive = kill(process, 0) == 0 || errno == EPERM
        guard isAlive, let found = Self.read(directory) else { return false }
        return found.process == process && found.endpoint == endpoint
    }

    package func security() throws -> ClientSecurity {
        guard let serverPublicKey, let readerSecretKey else { return .plain }
        return .encrypted(
            WorkerKeys(
                serverPublicKey: serverPublicKey,
                client: try CurveKeyPair(secretKey: readerSecretKey)))
    }

    package func withdraw() {
        if let path { unlink(path) }
    }
}

/// Announces a coordinator in the directories of its studies.
package final class LiveAnnouncer {
    private var missing: [StudyDirectory]
    private var published: [(directory: StudyDirectory, announcement: LiveAnnouncement)] = []
    private let endpoint: String
    private let security: ClientSecurity

    package init(directories: [StudyDirectory], endpoint: String, security: ClientSecurity) {
        missing = directories
        self.endpoint = endpoint
        self.security = security
    }

    /// Writes the missing announcements, as far as the disk has room.
    package func publish() throws {
        while let directory = missing.first {
            do {
                let announcement = try LiveAnnouncement.publish(
                    for: directory, endpoint: endpoint, security: security)
                published.append((directory, announcement))
            } catch let error as FileFailure where error.isOutOfSpace {
                return
            }
            missing.removeFirst()
        }
    }

    package func add(_ directory: StudyDirectory) { missing.append(directory) }

    /// Withdraws the announcement of one study.
    package func withdraw(_ directory: StudyDirectory) {
        missing.removeAll { $0 == directory }
        published.filter { $0.directory == directory }.forEach { $0.announcement.withdraw() }
        published.removeAll { $0.directory == directory }
    }

    package func withdraw() {
        published.forEach { $0.announcement.withdraw() }
        published = []
    }
}
