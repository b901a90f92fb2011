import ArgumentParser
import Foundation
import Portable
import Reporting
import Studies

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the studies of a coordinator's queue.",
        discussion: """
            Open studies come first, in the order in which they get slots. Without a running \
            coordinator, the list is what its queue had when it ended.
            """)

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var service: ServiceOption

    func run() throws {
        let studies: [ListedStudy]
        do {
            studies = try service.use { try $0.send(.list) }
        } catch let error as StudyError {
            guard case .noService(_, isHidden: false, _) = error, service.connect == nil else {
                throw error
            }
            try service.results.checkIsThere()
            studies = ListedStudy.closed(
                try StudyQueue(results: service.results.results).present,
                results: service.results.results)
            Terminal.error("no coordinator runs on \(service.results.results)")
        }
        if json { return try StandardOutput.write(json: studies.map(Document.init)) }
        guard !studies.isEmpty else {
            return Terminal.error("no studies; `podium submit JOB` adds one")
        }
        try StandardOutput.write(
            QueueText.render(
                studies, width: Terminal.outputWidth, completed: service.completed))
    }

    /// Output of `podium list --json`.
    private struct Document: Encodable {
        var study: String
        var state: String
        var priority: Int
        var slots: Int?
        var finished: Int?
        var total: Int?
        var running: Int?
        var submittedAt: Double
        var endedAt: Double?
        var note: String?
        var stages: StageStanding?

        init(_ listed: ListedStudy) {
            study = listed.entry.study
            state = listed.entry.state.rawValue
            priority = listed.entry.share.priority
            slots = listed.entry.share.slotLimit
            finished = listed.finished
            total = listed.total
            running = listed.running
            submittedAt = listed.entry.submittedAt
            endedAt = listed.entry.endedAt
            note = listed.entry.note
            stages = listed.stages
        }
    }
}
