import ArgumentParser
import Portable
import Studies
import Wire
import ZeroMQ

/// Which coordinator a command goes to.
struct ServiceOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The coordinator's address, tcp://HOST:PORT (default: the one on this machine that "
                + "serves --results).", valueName: "address"))
    var connect: String?

    @Option(
        help: ArgumentHelp(
            "With --connect: the operator.key made by `podium keys new` "
                + "(default: \(KeyFiles.operatorName)).", valueName: "file"))
    var key: String?

    @OptionGroup var results: ResultsOption

    func validate() throws {
        guard key == nil || connect != nil else {
            throw ValidationError(
                "--key is of a coordinator on another machine; give --connect too, or leave it out")
        }
    }

    /// Opens a link, uses it and closes it.
    ///
    /// - Parameter awaitsCoordinator: whether to wait, after a first contact, until a coordinator
    ///   that has ended is back.
    func use<Value>(
        awaitsCoordinator: Bool = false, _ body: (ServiceLink) throws -> Value
    ) throws -> Value {
        let link = try open()
        defer { link.close() }
        if awaitsCoordinator { link.lost = { Terminal.error("podium: \($0)") } }
        do {
            return try body(link)
        } catch StudyError.refusedCommand(let study, let reason, let isMistake) {
            throw StudyError.refusedCommand(
                study: study, reason: completed(reason), isMistake: isMistake)
        }
    }

    /// A text with commands that reach the same coordinator, as a user can type them.
    func completed(_ text: String) -> String {
        ServiceHint.completed(text, connect: connect, key: key, results: results.results)
    }

    private func open() throws -> ServiceLink {
        guard let connect else { return try ServiceLink(results: results.results) }
        let endpoint = try Endpoint(target: connect)
        let keys = try KeyFiles.readOperator(key ?? KeyFiles.operatorName)
        try endpoint.checkHost()
        return try ServiceLink(address: endpoint.text, security: .encrypted(keys))
    }
}

/// The commands that a coordinator's answers suggest.
///
/// The coordinator does not know with which options it was reached.
enum ServiceHint {
    /// The commands that reach a coordinator from any machine.
    private static let remote: Set = [
        "submit", "list", "pause", "resume", "cancel", "workers", "drain", "enqueue", "ask", "tell",
    ]
    /// The other commands that need the directory of the studies.
    private static let local: Set = [
        "coordinator", "status", "why", "trial", "logs", "retry", "delete", "table", "best",
        "report", "run",
    ]

    /// A text whose quoted commands have the options of the coordinator that gave it.
    static func completed(
        _ text: String, connect: String?, key: String?, results: String
    ) -> String {
        text.replacing(/`podium ([a-z]+)([^`]*)`/) { match in
            let name = String(match.1)
            let command = "podium \(name)\(match.2)"
            if let connect {
                guard remote.contains(name) else {
                    return local.contains(name)
                        ? "`\(command)` on the coordinator's machine" : "`\(command)`"
                }
                let words = ["--connect", connect] + (key.map { ["--key", $0] } ?? [])
                return "`\(command) \(ShellWords.text(words))`"
            }
            guard results != StudyDirectory.standardResults,
                remote.contains(name) || local.contains(name), !command.contains(" --results ")
            else { return "`\(command)`" }
            return "`\(command) \(ShellWords.text(["--results", results]))`"
        }
    }
}
