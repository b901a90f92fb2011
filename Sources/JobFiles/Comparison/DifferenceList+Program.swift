import StudyModel
import UserPrograms

/// Compares the programs of two jobs.
extension DifferenceList {
    mutating func addProgram(_ old: ProgramSettings, _ new: ProgramSettings) {
        add("command", old.command, new.command) { $0.text }
        addFiles(old.files, new.files)
        add("environment", old.environment, new.environment) { variables in
            variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                .joined(separator: " ")
        }
        add("metrics", old.metrics, new.metrics) { metrics in
            metrics.map { $0.name + ($0.pattern.map { " '\($0)'" } ?? "") }
                .joined(separator: ", ")
        }
        add("results", old.results, new.results) { $0 ?? "lines" }
        add("checkpoint", old.resumes, new.resumes)
        add("checkpoint_limit", old.checkpointLimit, new.checkpointLimit) { "\($0) bytes" }
        add("memory", old.memoryLimit, new.memoryLimit) { $0.map { "\($0) bytes" } ?? "no limit" }
        add("retries", old.retries, new.retries)
        for (name, old, new) in [
            ("fail_on", old.failOn, new.failOn), ("reject_on", old.rejectOn, new.rejectOn),
        ] {
            add(name, old, new) { $0.isEmpty ? "nothing" : $0.joined(separator: ", ") }
        }
    }

    /// Compares the contents of files; that they lie elsewhere does not matter.
    private mutating func addFiles(_ old: [ProgramFile], _ new: [ProgramFile]) {
        let names = Set((old + new).map(\.name)).sorted()
        for name in names {
            let files = (
                old: old.first { $0.name == name }?.withoutPath,
                new: new.first { $0.name == name }?.withoutPath
            )
            add("files: \(name)", files.old, files.new) { file in
                file.map {
                    "\($0.sha256.prefix(12))…" + ($0.isExecutable ? ", executable" : "")
                } ?? "no such file"
            }
        }
        let paths = (old: old.map(\.path), new: new.map(\.path))
        guard old.map(\.withoutPath) == new.map(\.withoutPath) else { return }
        add("files", paths.old, paths.new, .moved) { $0.joined(separator: ", ") }
    }
}

extension ProgramFile {
    fileprivate var withoutPath: ProgramFile {
        var file = self
        file.path = ""
        return file
    }
}

extension ProgramSettings.Command {
    fileprivate var text: String {
        switch self {
        case .words(let words): "[\(words.joined(separator: ", "))]"
        case .shell(let line): line
        }
    }
}
