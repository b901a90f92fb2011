internal import Foundation
package import Models
package import StudyModel

/// Reads job files: YAML in, a checked `Job` out.
package enum JobFile {
    /// The largest job file that is read; the limit avoids reading a large wrong file completely.
    package static let maximumBytes = 1 << 20
    /// Larger numbers are mistakes rather than studies.
    package static let mostTrials = 10_000_000
    package static let mostEpochs = 1_000_000

    /// Reads and checks the job file at a path.
    /// - Throws: `JobFileError` with all mistakes.
    package static func read(
        path: String, overrides: JobOverrides = JobOverrides(), environment: JobEnvironment = .none
    ) throws(JobFileError) -> LoadedJob {
        try parse(
            bytes: bytes(path), file: path, overrides: overrides, environment: environment)
    }

    /// Checks a job file's bytes, which must be UTF-8.
    package static func parse(
        bytes: [UInt8], file: String, overrides: JobOverrides = JobOverrides(),
        environment: JobEnvironment = .none
    ) throws(JobFileError) -> LoadedJob {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let position = Position(after: validPrefix(bytes))
            throw JobFileError([
                JobMistake(
                    place: .file(file, position),
                    message: "the byte here isn't UTF-8; save the file as UTF-8")
            ])
        }
        return try parse(
            text: text, file: file, overrides: overrides, environment: environment)
    }

    /// Checks a job file's text; `file` is its name in messages.
    package static func parse(
        text: String, file: String, overrides: JobOverrides = JobOverrides(),
        environment: JobEnvironment = .none
    ) throws(JobFileError) -> LoadedJob {
        guard text.utf8.count <= maximumBytes else {
            throw mistake("has more than \(maximumBytes) bytes; expected a job file", file)
        }
        let source = YAMLSource(text)
        var reader = JobReader(
            file: file, overrides: overrides, environment: environment, standIns: source.standIns,
            end: source.end)
        for (position, message) in source.mistakes { reader.note(message, at: position) }
        let isEmpty = source.root?.scalar.map { $0.style == .plain && $0.string.isEmpty } ?? false
        guard let root = source.root, !isEmpty else {
            if source.mistakes.isEmpty { throw mistake("is empty; expected a job", file) }
            throw JobFileError(reader.sortedMistakes, warnings: reader.warnings)
        }
        guard let job = reader.job(root), reader.mistakes.isEmpty else {
            precondition(!reader.mistakes.isEmpty, "\(file) was refused without a reason")
            throw JobFileError(reader.sortedMistakes, warnings: reader.warnings)
        }
        return LoadedJob(
            job: job, text: text, file: file, warnings: reader.warnings, notes: reader.notes,
            unread: reader.unread, overrides: overrides,
            samples: reader.sampleSizes, table: reader.tableSurvey)
    }

    /// The text of a file that is about as large as a job file may be.
    ///
    /// - Parameter expected: what it should be, in messages.
    package static func text(path: String, expected: String) throws(JobFileError) -> String {
        let bytes = try bytes(path, expected: expected)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw mistake("isn't UTF-8; save the file as UTF-8", path)
        }
        return text
    }

    private static func mistake(_ message: String, _ file: String) -> JobFileError {
        JobFileError([JobMistake(place: .wholeFile(file), message: message)])
    }

    private static func bytes(
        _ path: String, expected: String = "a job file such as jobs/quickstart.yaml"
    ) throws(JobFileError) -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw mistake("there is no such file; expected \(expected)", path)
        }
        guard !isDirectory.boolValue else {
            throw mistake("is a directory; expected \(expected)", path)
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw mistake("can't be opened; check its permissions", path)
        }
        defer { try? handle.close() }
        do {
            return try [UInt8](handle.read(upToCount: maximumBytes + 1) ?? Data())
        } catch {
            throw mistake("can't be read: \(error.localizedDescription)", path)
        }
    }

    /// The scalars before the first byte that isn't valid UTF-8.
    private static func validPrefix(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { scalars.append(scalar) }
        return scalars
    }
}

/// A job read from its file.
package struct LoadedJob: Sendable, Hashable {
    package var job: Job
    /// The file's text, unchanged.
    package var text: String
    /// The file's name, for messages.
    package var file: String
    /// Valid settings that are probably mistakes.
    package var warnings: [JobMistake]
    /// What a user should know and need not change.
    package var notes: [String] = []
    /// Why studies of `warm_start` can't be used; a study that has started has their trials.
    package var unread: [JobMistake] = []
    /// The command-line options that the job was read with.
    package var overrides = JobOverrides()
    /// The size of the data set, if it consists of files that were read.
    package var samples: SampleSizes?
    /// What is in the training file of a table.
    package var table: TableSurvey?

    /// Reads the job again with command-line options that override the file's keys.
    package func applying(
        _ overrides: JobOverrides, environment: JobEnvironment = .none
    ) throws(JobFileError) -> LoadedJob {
        try JobFile.parse(text: text, file: file, overrides: overrides, environment: environment)
    }
}

/// Command-line options that override a job file's keys.
package struct JobOverrides: Sendable, Hashable, Codable {
    package var trials: Int?
    package var epochs: Int?
    package var seed: UInt64?
    package var study: String?

    package init(
        trials: Int? = nil, epochs: Int? = nil, seed: UInt64? = nil, study: String? = nil
    ) {
        self.trials = trials
        self.epochs = epochs
        self.seed = seed
        self.study = study
    }

    /// Adds a study name to the options if they change the trials of the job.
    ///
    /// Trials with different numbers of epochs, or with different seeds, can't be in one study. So
    /// the study is named `table-1-epochs-1`, for example, unless the options name it. `trials`
    /// changes no trial.
    ///
    /// - Parameter job: the job of the file, without options.
    package func named(after job: Job) -> JobOverrides {
        var suffix = ""
        if let epochs, epochs != job.epochs { suffix += "-epochs-\(epochs)" }
        if let seed, seed != job.seed { suffix += "-seed-\(seed)" }
        guard study == nil, !suffix.isEmpty else { return self }
        var named = self
        named.study = job.study + suffix
        return named
    }
}

extension JobReader {
    fileprivate var sampleSizes: SampleSizes? {
        guard !sampleFacts.isEmpty else { return nil }
        return SampleSizes(
            byteCount: sampleFacts.reduce(0) { $0 + $1.facts.byteCount },
            count: sampleFacts.reduce(0) { $0 + $1.facts.count })
    }

    /// The mistakes in file order, after those of the whole file and of options.
    fileprivate var sortedMistakes: [JobMistake] {
        func position(_ mistake: JobMistake) -> Position {
            if case .file(_, let position) = mistake.place { return position }
            return Position(line: 0, column: 0)
        }
        return mistakes.sorted {
            (position($0), $0.message) < (position($1), $1.message)
        }
    }
}
