import Portable
import StudyModel
import UserPrograms
import Yams

/// Checks of a program against the rest of the job.
extension JobReader {
    /// Notes unknown macros; warns of parameters that no macro uses.
    mutating func checkMacros(
        _ command: ProgramSettings.Command, _ fields: JobFields, _ space: SearchSpace
    ) {
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

    /// Notes a program in the run's directory that can't be started there.
    mutating func checkStart(of settings: ProgramSettings, _ fields: JobFields) {
        guard case .words(let words) = settings.command, let node = fields["command"],
            let program = words.first, program.contains("/"), !program.hasPrefix("/"),
            (try? CommandTemplate(program).macros)?.isEmpty == true
        else { return }
        let parts = program.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else { return }
        let position = node.sequence?.first?.position ?? node.position
        guard let file = settings.files.first(where: { $0.name.split(separator: "/") == parts })
        else {
            note(
                "command[1]: \(program.shown) is not among the files, and a run begins in a "
                    + "directory with nothing else; name it in files", at: position)
            return
        }
        guard !file.isExecutable else { return }
        note(
            "command[1]: \(file.path.shown) may not be executed; allow it (chmod +x), or begin the "
                + "command with its interpreter, such as sh or python3", at: position)
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
