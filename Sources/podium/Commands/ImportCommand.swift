import ArgumentParser
import JobFiles

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a job file of a W&B sweep or a Katib experiment.",
        discussion: """
            Prints the job file: put it where the program is. What could not be converted goes to \
            standard error, with its line in FILE. `podium check` then says what is still to do.
            """)

    @Argument(help: ArgumentHelp("The sweep or experiment, in YAML.", valueName: "file"))
    var file: String

    func run() throws {
        let text = try JobFile.text(
            path: file, expected: "a sweep of W&B or an experiment of Katib")
        let job = try ImportedJob.convert(text: text, file: file)
        try StandardOutput.write(job.text)
        for remark in job.remarks { Terminal.error("\(remark)") }
    }
}
