import Foundation
import Portable
package import Wire
import ZeroMQ

/// A connection to a coordinator's service, for commands.
package final class ServiceLink {
    /// Reading a large data set takes the coordinator a while.
    private static let patienceSeconds = 600.0

    private let link: LiveLink
    /// Whether the coordinator can read this machine's files.
    package let isLocal: Bool

    /// The service of a directory of studies on this machine.
    package init(results: String) throws {
        let directory = StudyQueue.directory(results: results)
        guard let announcement = LiveAnnouncement.read(directory),
            announcement.isCurrent(in: directory)
        else {
            throw StudyError.noService(
                results: results, isHidden: LiveAnnouncement.isHidden(directory))
        }
        link = try LiveLink(LiveLink.Target(directory, announcement))
        isLocal = true
    }

    /// A coordinator at an address.
    package init(address: String, security: ClientSecurity) throws {
        link = try LiveLink(LiveLink.Target(address: address, security: security))
        isLocal = false
    }

    package func close() { link.close() }

    /// Sends a command and waits for the answer.
    package func send<Reply: Decodable>(
        _ request: ServiceRequest, _ type: Reply.Type = Reply.self
    ) throws -> Reply {
        let document = try PortableJSON.encode(request)
        let bytes: [UInt8]?
        do {
            bytes = try link.answer(to: .command(document), within: Self.patienceSeconds)
        } catch StudyError.noAnswer(_, let reason) {
            throw StudyError.refusedCommand(study: request.study, reason: reason)
        }
        guard let bytes else {
            throw StudyError.refusedCommand(
                study: request.study,
                reason: "the coordinator ended before it answered; give the command again when "
                    + "it runs")
        }
        return try PortableJSON.decode(type, from: bytes)
    }
}
