import ArgumentParser
import ZeroMQ

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make the key files that encrypt and authenticate links.",
        subcommands: [New.self, Operator.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write coordinator.key, worker.key and operator.key, for you only.",
            discussion: """
                worker.key is the one file that a worker's machine needs besides podium. \
                operator.key is for commands such as `podium submit` on other machines.
                """)

        @Option(help: ArgumentHelp("Where to write them.", valueName: "dir"))
        var directory = "."

        @Flag(help: "Replace key files that exist, which locks out workers with the old ones.")
        var force = false

        func run() throws {
            let paths = try KeyFiles.create(directory: directory, force: force)
            try StandardOutput.write(
                """
                \(paths.coordinator)   stays with the coordinator
                \(paths.worker)   copy it to each worker's machine, over a safe way such as scp
                \(paths.operator)   for commands to the coordinator from other machines
                """)
        }
    }

    struct Operator: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the key of another operator, and admit it in coordinator.key.",
            discussion: """
                For key files that exist, also those of an earlier version, and for a key of its \
                own for each operator. Other keys stay valid. A coordinator admits the new key \
                after its next start. To exclude an operator, delete its line in coordinator.key \
                and restart the coordinator.
                """)

        @Option(help: ArgumentHelp("Where coordinator.key is.", valueName: "dir"))
        var directory = "."

        @Option(
            help: ArgumentHelp(
                "The file to write (default: operator.key in the directory).", valueName: "file"),
            transform: OptionPath.written("a file"))
        var output: String?

        func run() throws {
            let paths = try KeyFiles.addOperator(directory: directory, to: output)
            try StandardOutput.write(
                """
                \(paths.operator)   for commands to the coordinator from other machines
                \(paths.coordinator)   admits it; restart a coordinator that is running
                """)
        }
    }
}
