import Foundation
import Portable
import ProcessControl
package import Wire
import ZeroMQ

/// A connection to a coordinator's service, for commands.
package final class ServiceLink {
    /// Reading a large data set takes the coordinator a while.
    private static let patienceSeconds = 600.0
    private static let lookMicroseconds: UInt32 = 250_000

    private var link: LiveLink
    /// Connects again; nil while nobody announces a coordinator.
    private let connect: () throws -> LiveLink?
    /// The coordinator, for messages.
    private let coordinator: String
    private var hasContact = false
    /// Whether the coordinator can read this machine's files.
    package let isLocal: Bool
    /// Called once when a coordinator that was in contact has ended.
    ///
    /// The command is then sent again as soon as it is back. With nil the command fails.
    package var lost: ((_ text: String) -> Void)?

    /// The service of a directory of studies on this machine.
    package init(results: String) throws {
        let directory = StudyQueue.directory(results: results)
        connect = { try Self.link(to: directory) }
        guard let link = try connect() else {
            throw StudyError.noService(
                results: results, isHidden: LiveAnnouncement.isHidden(directory),
                searched: StudyDirectory.all(results: results).filter {
                    LiveAnnouncement.current(of: $0) != nil
                }.map(\.name))
        }
        self.link = link
        coordinator = "\(results): its coordinator"
        // Its process was there.
        hasContact = true
        isLocal = true
    }

    /// A coordinator at an address.
    package init(address: String, security: ClientSecurity) throws {
        connect = { try LiveLink(LiveLink.Target(address: address, security: security)) }
        link = try LiveLink(LiveLink.Target(address: address, security: security))
        coordinator = "\(address): the coordinator"
        isLocal = false
    }

    package func close() { link.close() }

    private static func link(to directory: StudyDirectory) throws -> LiveLink? {
        guard let announcement = LiveAnnouncement.current(of: directory) else { return nil }
        return try LiveLink(LiveLink.Target(directory, announcement))
    }

    /// Sends a command and waits for the answer.
    package func send<Reply: Decodable>(
        _ request: ServiceRequest, _ type: Reply.Type = Reply.self
    ) throws -> Reply {
        let document = try PortableJSON.encode(request)
        var hasSaidLost = false
        while true {
            if let bytes = try answer(to: document, of: request) {
                hasContact = true
                return try PortableJSON.decode(type, from: bytes)
            }
            guard let lost else {
                throw StudyError.refusedCommand(
                    study: request.study,
                    reason: "the coordinator ended before it answered; give the command again "
                        + "when it runs")
            }
            if !hasSaidLost {
                lost("\(coordinator) has ended; waiting until it is back")
                hasSaidLost = true
            }
            try reconnect()
        }
    }

    /// The answer to a command; nil if the coordinator has ended, or is not back yet.
    private func answer(to document: [UInt8], of request: ServiceRequest) throws -> [UInt8]? {
        do {
            return try link.answer(to: .command(document), within: Self.patienceSeconds)
        } catch let failure as LiveLink.Failure {
            if case .silent = failure, hasContact, lost != nil { return nil }
            var isMistake = false
            if case .refused(let refusal) = failure { isMistake = refusal.isMistake }
            throw StudyError.refusedCommand(
                study: request.study, reason: failure.reason, isMistake: isMistake)
        }
    }

    private func reconnect() throws {
        // Its answers would answer what was sent before.
        link.close()
        hasContact = true
        while true {
            try Interruption.check()
            if let again = try connect() {
                link = again
                return
            }
            usleep(Self.lookMicroseconds)
        }
    }
}
