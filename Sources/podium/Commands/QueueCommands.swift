import ArgumentParser
import Reporting
import Studies

/// Commands that change one study of a coordinator's queue.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Have a coordinator hand out no more trials of a study.",
        discussion: "Trials that run go on to their end.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @OptionGroup var service: ServiceOption

    func run() throws {
        try service.send(.change(study: study, ShareChange(isPaused: true)))
    }
}

struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Have a coordinator hand out trials of a study again.",
        discussion: "A cancelled study is resumed by `podium submit` of its job.")

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @OptionGroup var service: ServiceOption

    func run() throws {
        try service.send(.change(study: study, ShareChange(isPaused: false)))
    }
}

struct CancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Have a coordinator stop a study and close it.",
        discussion: """
            Running trials are taken back at once. Everything recorded is kept: the same job \
            submitted again resumes the study, `podium delete` removes it.
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @OptionGroup var service: ServiceOption

    func run() throws { try service.send(.cancel(study: study)) }
}

struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Have a coordinator give a worker no more trials.",
        discussion: """
            The trials that it holds go on to their end; then it can be stopped without a loss. \
            --undo gives it trials again.
            """)

    @Argument(help: ArgumentHelp("The worker's name.", valueName: "worker"))
    var worker: String

    @Flag(help: "Give it trials again.")
    var undo = false

    @OptionGroup var service: ServiceOption

    func run() throws { try service.send(.drain(worker: worker, isDrained: !undo)) }
}

struct WorkersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workers", abstract: "List the workers of a coordinator.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var service: ServiceOption

    func run() throws {
        let workers: [WorkerStatus] = try service.use { try $0.send(.workers) }
        if json { return try StandardOutput.write(json: workers) }
        guard !workers.isEmpty else { return Terminal.error("no worker is connected") }
        try StandardOutput.write(
            StatusText.workers(workers, width: Terminal.outputWidth ?? .max))
    }
}

struct EnqueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enqueue", abstract: "Have a coordinator try a configuration next.",
        discussion: """
            The next trial of the study gets these values; parameters that are left out are drawn. \
            It is one of the job's trials. A job's `initial` gives the first trials.
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @Option(help: ArgumentHelp("A value; give it once per parameter.", valueName: "name=value"))
    var set: [String]

    @OptionGroup var service: ServiceOption

    func validate() throws { _ = try values() }

    private func values() throws -> [String: String] {
        var values: [String: String] = [:]
        for text in set {
            let parts = text.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--set \(text): expected NAME=VALUE")
            }
            guard values.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
                throw ValidationError("--set \(parts[0]) is given twice")
            }
        }
        return values
    }

    func run() throws {
        try service.send(.enqueue(study: study, values: try values()))
    }
}

extension ServiceOption {
    /// Sends a command that only changes something, and prints what is now the case.
    fileprivate func send(_ request: ServiceRequest) throws {
        let reply: DoneReply = try use { try $0.send(request) }
        Terminal.error(completed(reply.text))
    }
}
