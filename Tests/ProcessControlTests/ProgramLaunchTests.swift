import Foundation
import Testing

@testable import ProcessControl

@Suite("Programs that are started")
struct ProgramLaunchTests {
    private func shell(_ script: String) -> ProgramLaunch {
        var launch = ProgramLaunch(["sh", "-c", script])
        launch.output = .pipe
        return launch
    }

    /// What a program prints, to the end.
    private func text(of program: RunningProgram) -> String {
        var bytes: [UInt8] = []
        while program.output?.read(into: &bytes) == true {}
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits until a program has printed a line.
    private func awaitLine(of program: RunningProgram) {
        var bytes: [UInt8] = []
        while !bytes.contains(UInt8(ascii: "\n")), program.output?.read(into: &bytes) == true {}
    }

    @Test("A program's end is its exit status or a signal, told to all that wait")
    func ends() throws {
        let exiting = try shell("exit 3").start()
        #expect(exiting.wait() == .exit(3))
        #expect(exiting.wait() == .exit(3) && exiting.end == .exit(3))
        let killed = try shell("kill -SEGV $$").start()
        #expect(killed.wait() == .signal(SIGSEGV))
        #expect(killed.wait().status == 128 + SIGSEGV)
        let running = try shell("echo; exec sleep 600").start()
        awaitLine(of: running)
        #expect(running.end == nil)
        running.kill()
        #expect(running.wait() == .signal(SIGKILL))
        // A signal to a number that may be another process's by now is not sent.
        running.send(SIGKILL)
    }

    @Test("A program is killed with all processes of its group")
    func group() throws {
        let program = try shell("sleep 600 & echo; wait").start()
        awaitLine(of: program)
        program.kill()
        #expect(program.wait() == .signal(SIGKILL))
        // The pipe ends when no process has it open any more.
        #expect(text(of: program) == "")
    }

    @Test("A program has time to end by itself, and is then killed")
    func grace() throws {
        let obedient = try shell("trap 'exit 7' TERM; echo; while :; do sleep 0.01; done").start()
        awaitLine(of: obedient)
        obedient.end(graceSeconds: 600)
        #expect(obedient.end == .exit(7))
        let stubborn = try shell("trap '' TERM; echo; while :; do sleep 0.01; done").start()
        awaitLine(of: stubborn)
        stubborn.end(graceSeconds: 0.1)
        #expect(stubborn.wait() == .signal(SIGKILL))
    }

    @Test("What an ended program leaves of its group is killed")
    func rest() throws {
        let program = try shell(
            "(trap '' TERM; exec sleep 600) & trap 'exit 0' TERM; echo; "
                + "while :; do sleep 0.01; done"
        ).start()
        awaitLine(of: program)
        program.end(graceSeconds: 600)
        #expect(program.end == .exit(0))
        #expect(text(of: program) == "")
    }

    @Test("A program has its own group, or its parent's")
    func ownGroup() throws {
        var launch = shell("ps -o pgid= -p $$")
        let own = try launch.start()
        #expect(
            Int32(text(of: own).trimmingCharacters(in: .whitespaces.union(.newlines)))
                == own.identifier)
        launch.hasOwnGroup = false
        let shared = try launch.start()
        #expect(
            Int32(text(of: shared).trimmingCharacters(in: .whitespaces.union(.newlines)))
                == getpgrp())
        _ = (own.wait(), shared.wait())
    }

    @Test("A program has three descriptors, and no signal ignored or blocked")
    func inheritance() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self/fd") else { return }
        let extra = open("/dev/null", O_RDONLY)
        defer { close(extra) }
        var launch = shell("ls /proc/$$/fd; grep -E 'Sig(Ign|Blk)' /proc/self/status")
        launch.errors = .pipe
        let program = try launch.start()
        let lines = text(of: program).split(separator: "\n")
        #expect(program.wait() == .exit(0))
        #expect(Set(lines.dropLast(2)).isSubset(of: ["0", "1", "2", "10", "255"]), "\(lines)")
        for line in lines.suffix(2) {
            let set = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
            // SIGHUP may be ignored as by nohup; signals 32 and 33 are the C library's own.
            #expect(set.map { $0 & ~(3 << 31 | 1) } == 0, "\(line)")
        }
    }

    @Test("Standard streams are files, which are appended to")
    func files() throws {
        let directory = try TemporaryDirectory()
        let (input, output) = (directory.path + "/in", directory.path + "/out")
        try "line\n".write(toFile: input, atomically: true, encoding: .utf8)
        var launch = ProgramLaunch(["sh", "-c", "cat; echo oops >&2"])
        launch.input = .file(input)
        launch.output = .file(output)
        launch.errors = .file(output)
        for _ in 0..<2 { #expect(try launch.start().wait() == .exit(0)) }
        #expect(try String(contentsOfFile: output, encoding: .utf8) == "line\noops\nline\noops\n")
        launch.input = .null
        launch.output = .null
        #expect(try launch.start().wait() == .exit(0))
    }

    @Test("A program has the environment that it is given, and no other")
    func environment() throws {
        var launch = ProgramLaunch(["env"])
        launch.output = .pipe
        launch.environment = ["PODIUM_A": "1=2", "PODIUM_B": ""]
        let program = try launch.start()
        #expect(text(of: program) == "PODIUM_A=1=2\nPODIUM_B=\n")
        program.wait()
    }

    @Test("A start that fails tells what failed")
    func failures() {
        #expect(throws: LaunchFailure(path: "podium-no-program", step: .start, code: ENOENT)) {
            try ProgramLaunch(["podium-no-program"]).start()
        }
        var launch = ProgramLaunch(["true"])
        launch.output = .file("/no/such/directory/log")
        #expect(throws: LaunchFailure(path: "/no/such/directory/log", step: .open, code: ENOENT)) {
            try launch.start()
        }
        #expect(throws: LaunchFailure.self) { try ProgramLaunch([]).start() }
    }

    @Test("Output and errors are both taken in while they come")
    func drained() throws {
        let outcome = try #require(
            ChildProgram.run(
                ["sh", "-c", "head -c 500000 /dev/zero >&2; head -c 500000 /dev/zero"]))
        #expect(outcome.output.count == 500_000 && outcome.errors.count == 500_000)
    }

    @Test("A silent program is killed with its group after the time limit")
    func late() throws {
        let outcome = try #require(ChildProgram.run(["sh", "-c", "sleep 600 & wait"], seconds: 1))
        #expect(outcome.isLate && outcome.status == 137)
    }

    @Test("A call in a forked child gives the result, or the signal that ended the child")
    func forkedCalls() throws {
        var number: Int32 = 5
        let result = try ForkedCall.run(
            { $0?.load(as: Int32.self) ?? 0 }, &number, seconds: 60)
        #expect(result == .exit(5))
        let crash = try ForkedCall.run(
            { _ in
                raise(SIGSEGV)
                return 0
            }, &number, seconds: 60)
        #expect(crash == .signal(SIGSEGV))
    }
}
