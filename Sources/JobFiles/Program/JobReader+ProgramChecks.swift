import Portable
import StudyModel
import UserPrograms
import Yams

/// Checks of a program against the rest of the job.
extension JobReader {
    /// Notes unknown macros; warns of parameters that no macro uses.
    mutating func checkMacros(
        _ settings: ProgramSettings, _ fields: JobFields, _ space: SearchSpace
    ) {
        let command = settings.command
        guard let node = fields["command"], let macros = try? command.macros() else { return }
        let parameters = space.parameters.map(\.name).filter { $0 != Parameter.randomTrial }
        let reserved = CommandTemplate.ReservedMacro.allCases.map(\.rawValue)
        let places = node.sequence.map { $0.map(\.position) } ?? [node.position]
        for (text, position) in zip(command.texts, places) {
            for macro in (try? CommandTemplate(text).macros) ?? [] {
                switch (parameters.contains(macro), reserved.contains(macro)) {
                case (true, false) where space[macro]?.condition != nil:
                    note(
                        "'{\(macro)}' has no value while the parameter is inactive; use {args} or "
                            + "{json}, or the variable PODIUM_PARAMETERS", at: position)
                case (true, false), (false, true): break
                case (true, true):
                    note(
                        "'{\(macro)}' is the parameter '\(macro)' and a macro of Podium's; rename "
                            + "the parameter", at: position)
                case (false, false):
                    note(
                        "unknown macro '{\(macro.shown)}'"
                            + (Spelling.suggestion(for: macro, among: parameters + reserved)
                                .nonEmpty
                                ?? "; expected a parameter or \(Spelling.list(reserved))")
                            + "; a brace is written '{{'", at: position)
                }
            }
        }
        checkVariables(command, parameters, Set(settings.environment.keys), places)
        if case .shell(let line) = command { checkQuotation(line, space, at: node.position) }
        let unused = command.unused(of: parameters)
        if !unused.isEmpty, !macros.isEmpty {
            warn(
                "no macro uses \(Spelling.joined(unused)); the program finds all parameters in the "
                    + "variable PODIUM_PARAMETERS", at: .file(file, node.position))
        }
    }

    /// Notes macros inside quotation marks of a shell's line that may stand for texts.
    ///
    /// Their values are quoted already. Inside other quotation marks the two would cancel out, and
    /// the shell would split or execute the value.
    private mutating func checkQuotation(
        _ line: String, _ space: SearchSpace, at position: Position
    ) {
        for macro in (try? CommandTemplate(line).quotedMacros) ?? [] {
            guard case .categorical(let values)? = space[macro]?.domain,
                let value = values.map(\.description).first(where: { ShellWords.quoted($0) != $0 })
            else { continue }
            note(
                "'{\(macro)}' is inside quotation marks, where the shell would not read "
                    + "'\(value.shown)' as one word; write it without them: Podium "
                    + "quotes the value", at: position)
        }
    }

    /// Notes a program in the run's directory that can't be started there; warns of a program that
    /// this machine doesn't have, and of scripts that the run's directory won't have.
    mutating func checkStart(of settings: ProgramSettings, _ fields: JobFields) {
        guard case .words(let words) = settings.command, let node = fields["command"],
            let program = words.first, (try? CommandTemplate(program).macros)?.isEmpty == true
        else { return }
        checkScripts(words, settings, node)
        let position = node.sequence?.first?.position ?? node.position
        guard program.contains("/"), !program.hasPrefix("/") else {
            // Another PATH is the job's own business.
            guard program.contains("/") || settings.environment["PATH"] == nil else { return }
            return warnOfStart(program.contains("/") ? .path(program) : .name(program), position)
        }
        let parts = program.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else { return }
        guard let file = settings.files.first(where: { $0.name.split(separator: "/") == parts })
        else {
            note(
                "command[1]: \(program.shown) is not among the files, and a run begins in a "
                    + "directory with nothing else; name it in files", at: position)
            return
        }
        guard !file.isExecutable else { return warnOfStart(.script(file.path), position) }
        note(
            "command[1]: \(file.path.shown) may not be executed; allow it (chmod +x), or begin the "
                + "command with its interpreter, such as sh or python3", at: position)
    }

    private mutating func warnOfStart(_ program: StartQuestion, _ position: Position) {
        guard let complaint = environment.startComplaint(program) else { return }
        warn(
            "command[1]: \(complaint); every machine that runs trials needs it",
            at: .file(file, position))
    }

    /// Warns of the words of a command that look like scripts and are not among the files.
    private mutating func checkScripts(
        _ words: [String], _ settings: ProgramSettings, _ node: Node
    ) {
        let names = Set(settings.files.map(\.name))
        for (index, word) in words.enumerated().dropFirst() {
            let parts = word.split(separator: "/").filter { $0 != "." }
            guard let dot = word.lastIndex(of: "."), !word.hasPrefix("/"), !parts.contains(".."),
                Self.scriptEndings.contains(String(word[word.index(after: dot)...])),
                (try? CommandTemplate(word).macros)?.isEmpty == true,
                !names.contains(parts.joined(separator: "/"))
            else { continue }
            warn(
                "command[\(index + 1)]: \(word.shown) is not among the files, and a run begins in "
                    + "a directory with nothing else; name it in files",
                at: .file(file, node.sequence?[index].position ?? node.position))
        }
    }

    private static let scriptEndings: Set = ["py", "sh", "bash", "R", "r", "jl", "pl", "rb", "js"]

    /// Warns of parameters written as variables of a shell, which have no value.
    private mutating func checkVariables(
        _ command: ProgramSettings.Command, _ parameters: [String], _ set: Set<String>,
        _ places: [Position]
    ) {
        for (text, position) in zip(command.texts, places) {
            for name in parameters where !set.contains(name) {
                let written = ["$" + name, "${" + name + "}", "${{" + name + "}}"].first {
                    text.ranges(of: $0).contains { range in
                        guard let next = text[range.upperBound...].first else { return true }
                        return !(next.isLetter || next.isNumber || next == "_")
                    }
                }
                guard let written else { continue }
                warn(
                    "'\(written)' is not the parameter '\(name)'; write {\(name)}",
                    at: .file(file, position))
            }
        }
    }

    /// Notes stages that need a network, which a program does not train.
    mutating func checkProgramStages(_ job: Job, _ fields: JobFields) {
        guard let node = fields["then"] else { return }
        let places = node.sequence.map { $0.map(\.position) } ?? []
        for (index, stage) in job.stages.enumerated() where stage.command != .report {
            note(
                "then[\(index + 1)].\(stage.command.rawValue) works on a network that Podium has "
                    + "trained, and the objective is \(job.objective.kind); expected report",
                at: index < places.count ? places[index] : node.position)
        }
    }
}
