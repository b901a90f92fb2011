import Foundation
import JobFiles
import Studies
import Testing

/// A program that this machine can't start has a warning before the study begins.
@Suite("Programs that this machine can't start")
struct ProgramStartTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    /// The warnings about a job with a command, beside a script `own` with the given first line.
    private func warnings(_ command: String, script: String = "#!/bin/sh\n") throws -> [String] {
        let path = scratch.path + "/own"
        try Data(script.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let text = """
            study: s
            objective: command
            command: \(command)
            files: [own]
            metrics: [loss]
            trials: 2
            space: { x: [1, 2] }
            """
        return try JobFile.parse(
            text: text, file: scratch.path + "/job.yaml", environment: .ofFiles(results: nil)
        ).warnings.map(\.message)
    }

    @Test("are named with what is missing")
    func missing() throws {
        for (command, script, part) in [
            ("[no-such-program, '{x}']", "", "there is no no-such-program on the PATH"),
            ("[/no/such/program, '{x}']", "", "this machine has no program /no/such/program"),
            ("[./own, '{x}']", "#!/no/such/shell -e\n", "the interpreter /no/such/shell, which"),
            ("[./own, '{x}']", "#!/usr/bin/env no-shell\n", "the interpreter no-shell, which is"),
            ("[./own, '{x}']", "#!/bin/sh\r\n", "/bin/sh, with a carriage return (CR) behind it"),
        ] {
            let found = try warnings(command, script: script)
            #expect(found.count == 1 && found[0].contains(part), "\(command): \(found)")
            #expect(found.first?.hasSuffix("every machine that runs trials needs it") == true)
        }
    }

    @Test("are no others")
    func present() throws {
        for (command, script) in [
            ("[sh, own, '{x}']", ""), ("[/bin/sh, own, '{x}']", ""),
            ("[./own, '{x}']", "#!/bin/sh -e\n"), ("[./own, '{x}']", "#! /usr/bin/env sh\n"),
            ("[./own, '{x}']", "\u{7F}ELF"), ("no-such-program {x}", ""),
        ] {
            let found = try warnings(command, script: script)
            #expect(found.isEmpty, "\(command): \(found)")
        }
    }
}
