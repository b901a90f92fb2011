import ArgumentParser
import Coordination
import Foundation
import JobFiles
import ProcessControl
import Runtime
import Stages
import UserErrors
import Wire
import ZeroMQ

struct CoordinatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Search the studies of jobs with workers that connect.",
        discussion: """
            Without a job it serves, and waits for `podium submit`. What was submitted is \
            remembered: the same command again continues it. A study's stages run when its search \
            has ended, beside the others' searches.

            The same command again resumes a study that was interrupted; workers that still run \
            find the new coordinator by themselves.
            """)

    @Argument(help: ArgumentHelp("Job files; an earlier one goes first.", valueName: "job"))
    var jobs: [String] = []

    @Option(help: ArgumentHelp("Where to listen, tcp://HOST:PORT.", valueName: "address"))
    var listen = "tcp://127.0.0.1:5555"

    @Option(
        help: ArgumentHelp("The coordinator.key made by `podium keys new`.", valueName: "file"))
    var key = KeyFiles.coordinatorName

    @OptionGroup var results: ResultsOption
    @OptionGroup var options: JobOptions

    @Flag(help: "End when every study is done, instead of waiting for others.")
    var exitWhenDone = false

    @Option(
        help: ArgumentHelp(
            "How long a worker may be silent before its trials go to others. (default: 40.0)",
            valueName: "seconds"),
        transform: OptionNumber.number("seconds from 0.2 to 86400"))
    var lease = 40.0

    @Flag(
        help: "Don't encrypt; loopback addresses only, unless given twice (which lets everyone in)."
    )
    var insecure: Int

    func validate() throws {
        guard (0.2...86_400).contains(lease) else {
            throw ValidationError("--lease is \(lease); expected seconds from 0.2 to 86400")
        }
        try options.validate(jobs: jobs)
        if jobs.isEmpty, options.overrides != JobOverrides() {
            throw ValidationError(
                "--trials, --epochs, --seed and --study change a job, and no job is given; name "
                    + "one, or leave them out")
        }
        if jobs.isEmpty, exitWhenDone {
            throw ValidationError(
                "--exit-when-done without a job would end at once; name jobs, or leave it out")
        }
    }

    func run() throws {
        let endpoint = try Endpoint(listen).bound
        let security = try makeSecurity(endpoint)
        let loaded = try jobs.map { try options.load($0, results: results.results) }
        try refuseDuplicates(loaded)
        let stages = try loaded.map {
            try StageRunner($0, results: results.results, host: CommandHost())
        }
        for list in stages { try list.prepare() }
        let runner = StudyStages(results: results.results)
        defer { runner.end() }
        let session = try SearchSession(
            jobs: loaded, results: results.results,
            options: CoordinatorShell.Options(
                listen: endpoint, security: security, exitsWhenDone: exitWhenDone,
                machine: CoordinatorMachine.Settings(leaseSeconds: lease),
                datasets: StandardData.cache),
            display: LineDisplay(), remark: Terminal.error, service: service(runner))
        // Workers outlive a coordinator: they continue their trials and wait for the next one.
        try session.run(
            awaitsWorkers: false,
            resumeCommand: CommandLine.arguments.joined(separator: " "))
        // Without `--exit-when-done`, only a signal ends a coordinator, even with all studies done.
        if !exitWhenDone, Interruption.isRequested { return }
        for list in stages { try list.run() }
    }

    /// What operators can do, unless another coordinator serves the same directory.
    private func service(_ runner: StudyStages) -> ServiceOptions {
        ServiceOptions(
            results: results.results,
            load: { text, file, overrides in
                let loaded = try JobFile.parse(
                    text: text, file: file, overrides: overrides,
                    environment: .withStages(results: runner.results))
                let stages = try StageRunner(
                    loaded, results: runner.results, host: CommandHost())
                try stages.prepare()
                return loaded
            },
            concluded: { try SearchSession.conclude($0, $1) },
            runStages: { runner.run($0) }, resumeStages: { runner.resume() })
    }

    private func makeSecurity(_ endpoint: Endpoint) throws -> ServerSecurity {
        guard insecure > 0 else { return .encrypted(try KeyFiles.readCoordinator(key)) }
        guard endpoint.isLoopback || insecure > 1 else {
            throw EndpointError.insecure(endpoint.text)
        }
        Terminal.error(
            "warning: links are not encrypted, and whoever reaches \(endpoint.text) may work for "
                + "this coordinator and read its studies")
        return .plain
    }

    private func refuseDuplicates(_ loaded: [LoadedJob]) throws {
        for (index, job) in loaded.enumerated() {
            if let twin = loaded[..<index].first(where: { $0.job.study == job.job.study }) {
                throw InputError(
                    "\(job.file) and \(twin.file) both ask for the study \(job.job.study); "
                        + "give one of them another name")
            }
        }
    }
}
