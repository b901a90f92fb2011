import ArgumentParser
import Coordination
import Studies
import StudyModel

struct TellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tell", abstract: "Return the result of a trial that `podium ask` gave.",
        discussion: """
            With --epoch, the metrics are an intermediate result, unless the epoch is the last one \
            of the trial or of its segment (`until_epoch` of `podium ask --json`). The same result \
            again changes nothing; another one is refused.
            """)

    @Argument(help: ArgumentHelp("The study's name.", valueName: "study"))
    var study: String

    @Argument(
        help: ArgumentHelp("The trial's number.", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var trial: Int

    @Option(help: ArgumentHelp("A metric; give it once per metric.", valueName: "name=value"))
    var metric: [String] = []

    @Option(
        help: ArgumentHelp("The epoch that the metrics belong to.", valueName: "e"),
        transform: OptionNumber.whole(from: 1))
    var epoch: Int?

    @Option(help: ArgumentHelp("The trial failed, for this reason.", valueName: "reason"))
    var failed: String?

    @OptionGroup var service: ServiceOption

    func validate() throws {
        guard failed == nil || metric.isEmpty else {
            throw ValidationError("--failed and --metric can't be used together")
        }
        guard failed != nil || !metric.isEmpty else {
            throw ValidationError(
                "a result is missing: give --metric NAME=VALUE, or --failed REASON")
        }
        _ = try metrics()
    }

    private func metrics() throws -> [String: Double] {
        var metrics: [String: Double] = [:]
        for text in metric {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = Double(parts[1]) else {
                throw ValidationError("--metric \(text): expected NAME=VALUE with a number")
            }
            guard metrics.updateValue(value, forKey: String(parts[0])) == nil else {
                throw ValidationError("--metric \(parts[0]) is given twice")
            }
        }
        return metrics
    }

    func run() throws {
        let told = ToldResult(epoch: epoch, metrics: try metrics(), failure: failed)
        let reply: TellReply = try service.use(awaitsCoordinator: true) {
            try $0.send(.tell(study: study, trial: trial, told))
        }
        Terminal.error(
            reply.isOver
                ? "trial \(trial) of \(study) has its result"
                : "recorded; trial \(trial) of \(study) has no outcome yet")
    }
}
