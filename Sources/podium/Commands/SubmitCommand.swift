import ArgumentParser
import Foundation
import JobFiles
import Studies
import StudyModel
import UserErrors

struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Give a job to a coordinator that runs, which searches it beside others.",
        discussion: """
            The job is checked here first. The same job submitted again is the same study: that \
            resumes it, or changes its priority and slots. With --connect, the files that the job \
            names are sent along; they must be below the job file's directory.
            """)

    @Argument(help: ArgumentHelp("The job file.", valueName: "job"))
    var job: String

    @Option(
        help: ArgumentHelp(
            "A study gets every slot that it can use before those of lower priority; equals share "
                + "the slots (default: 0, or what it was).", valueName: "n"),
        transform: OptionNumber.whole())
    var priority: Int?

    @Option(
        help: ArgumentHelp(
            "The most trials at a time; 0 for no limit (default: no limit, or what it was).",
            valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var slots: Int?

    @Flag(help: "Hand out no trials before `podium resume`.")
    var paused = false

    @OptionGroup var options: JobOptions
    @OptionGroup var service: ServiceOption

    private var change: ShareChange {
        ShareChange(priority: priority, slots: slots, isPaused: paused ? true : nil)
    }

    func validate() throws {
        if let problem = change.problem { throw ValidationError(problem) }
    }

    func run() throws {
        // With --connect, the files of stages are on the coordinator's machine.
        let loaded = try options.load(
            job, results: service.connect == nil ? service.results.results : nil)
        let reply = try service.use(awaitsCoordinator: true) { link in
            if !link.isLocal { try upload(loaded, over: link) }
            return try link.send(
                .submit(
                    Submission(
                        study: loaded.job.study, text: loaded.text,
                        file: link.isLocal ? absolute(loaded.file) : nil,
                        overrides: loaded.overrides, change: change)), SubmitReply.self)
        }
        Terminal.error(
            reply.isNew
                ? service.completed(
                    "submitted \(reply.study); `podium list` shows it, `podium status "
                        + "\(reply.study)` its trials")
                : "\(reply.study) was submitted already; it is \(reply.state.rawValue)")
    }

    private func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Sends the files that the job names and the coordinator does not have.
    private func upload(_ loaded: LoadedJob, over link: ServiceLink) throws {
        let directory = absolute((loaded.file as NSString).deletingLastPathComponent)
        for input in loaded.job.objective.inputs {
            let path = absolute(input.path)
            let prefix = directory.hasSuffix("/") ? directory : directory + "/"
            guard path.hasPrefix(prefix) else {
                throw InputError(
                    "\(loaded.file): \(input.path) is not below the job file's directory; move it "
                        + "there, so that the coordinator gets the same layout")
            }
            try upload(
                input, at: path, as: String(path.dropFirst(prefix.count)), of: loaded.job.study,
                over: link)
        }
    }

    private func upload(
        _ input: InputFile, at path: String, as name: String, of study: String,
        over link: ServiceLink
    ) throws {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw InputError("\(path): can't be read any more")
        }
        defer { try? file.close() }
        let isExecutable = access(path, X_OK) == 0
        func send(_ bytes: Data, at offset: Int) throws -> Int {
            try link.send(
                .upload(
                    UploadedPiece(
                        study: study, path: name, sha256: input.sha256,
                        byteCount: input.byteCount, offset: offset,
                        bytes: bytes.base64EncodedString(), isExecutable: isExecutable)),
                UploadedOffset.self
            ).offset
        }
        // The first piece asks where to continue.
        var offset = try send(Data(), at: 0)
        while offset < input.byteCount {
            try file.seek(toOffset: UInt64(offset))
            let bytes = try file.read(upToCount: UploadedPiece.largest) ?? Data()
            guard !bytes.isEmpty else {
                throw InputError("\(path): it became shorter while it was sent; submit again")
            }
            offset = try send(bytes, at: offset)
        }
    }
}
