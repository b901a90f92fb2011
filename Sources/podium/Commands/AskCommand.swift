import ArgumentParser
import Foundation
import Portable
import ProcessControl
import Reporting
import Studies
import StudyModel

struct AskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Take the next trial of a study, to run it yourself.",
        discussion: """
            Prints the trial's number and configuration: in one line of NAME=VALUE, or as JSON. \
            `podium tell` returns its result. The trial is held for --lease seconds; then it is \
            handed out again. Ends with code 1 where there is no trial, and says whether there \
            will be one.
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @Option(
        help: ArgumentHelp(
            "How long the trial is held without a word of it. (default: 3600.0)",
            valueName: "seconds"),
        transform: OptionNumber.number("seconds from 1 to a year"))
    var lease = 3600.0

    @Option(
        help: ArgumentHelp(
            "Who runs it, for the record (default: the user at this host).", valueName: "name"))
    var name: String?

    @Flag(help: "Wait until there is a trial, or the study is over.")
    var wait = false

    @Flag(
        help: "Print JSON: trial, configuration, seed, lease_seconds; with a scheduler until_epoch."
    )
    var json = false

    @OptionGroup var service: ServiceOption

    func validate() throws {
        guard (1...31_536_000).contains(lease) else {
            throw ValidationError("--lease is \(lease); expected seconds from 1 to a year")
        }
    }

    func run() throws {
        let reply = try service.use(awaitsCoordinator: wait) { link in
            var hasSaidWhy = false
            while true {
                let reply: AskReply = try link.send(
                    .ask(study: study, by: name ?? Self.user, leaseSeconds: lease))
                if let trial = reply.trial { try deliver(trial, over: link) }
                guard wait, reply.trial == nil, !reply.isOver else { return reply }
                if !hasSaidWhy {
                    let reason = service.completed(reply.reason ?? "")
                    Terminal.error("\(study): no trial yet: \(reason); waiting for one")
                    hasSaidWhy = true
                }
                try Interruption.check()
                usleep(500_000)
            }
        }
        guard reply.trial == nil else { return }
        if json { try StandardOutput.write(json: Nothing(reply)) }
        Terminal.error("\(study): no trial: \(service.completed(reply.reason ?? ""))")
        throw ExitCode(CommandFailure.workFailed)
    }

    /// Prints a trial; one that nobody can read is handed back, so that somebody else gets it.
    private func deliver(_ trial: AskReply.Trial, over link: ServiceLink) throws {
        do {
            try show(trial)
            try StandardOutput.checkReader()
        } catch {
            link.lost = nil
            do {
                let _: TellReply = try link.send(.giveBack(study: study, trial: trial.number))
                Terminal.error("\(study): trial \(trial.number) is handed back")
            } catch {
                Terminal.error(
                    "\(study): trial \(trial.number) could not be handed back and stays taken "
                        + "for its lease: \(error)")
            }
            throw error
        }
    }

    private func show(_ trial: AskReply.Trial) throws {
        if json { return try StandardOutput.write(json: Document(trial)) }
        let values = trial.configuration.entries.map {
            ShellWords.text(["\($0.name)=\($0.value.description)"])
        }
        try StandardOutput.write((["trial=\(trial.number)"] + values).joined(separator: " "))
    }

    private static var user: String {
        "\(NSUserName()) at \(HostName.current)"
    }

    /// Output of `podium ask --json`.
    private struct Document: Encodable {
        var trial: Int
        var configuration: [String: DocumentValue]
        var seed: UInt64
        var untilEpoch: Int?
        var leaseSeconds: Double

        init(_ trial: AskReply.Trial) {
            self.trial = trial.number
            let values = trial.configuration.entries.map {
                ($0.name, DocumentValue(value: $0.value))
            }
            configuration = Dictionary(values) { first, _ in first }
            seed = trial.seed
            untilEpoch = trial.untilEpoch
            leaseSeconds = trial.leaseSeconds
        }
    }

    private struct Nothing: Encodable {
        var trial: Int?
        var reason: String
        var over: Bool

        init(_ reply: AskReply) {
            reason = reply.reason ?? ""
            over = reply.isOver
        }
    }
}
