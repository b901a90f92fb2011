import Foundation
import Testing

@testable import ProcessControl

@Suite("A user's program under supervision")
struct ProgramRunTests {
    private let pool = SupervisorPool()

    private func shell(_ script: String) -> ProgramLaunch {
        ProgramLaunch(["/bin/sh", "-c", script])
    }

    private struct Result {
        var outcome: ProgramRun.Outcome
        var output: String
        var errors: String
    }

    /// Runs a script to its end.
    ///
    /// - Parameter stopsAt: a text in the output after which it is asked to stop.
    private func run(
        _ script: String, stopsAt: String? = nil, _ change: (inout ProgramRun) -> Void = { _ in }
    ) throws -> Result {
        var program = ProgramRun(pool)
        change(&program)
        var (output, errors): ([UInt8], [UInt8]) = ([], [])
        let outcome = try program.run(
            shell(script),
            shouldStop: {
                stopsAt.map { String(decoding: output, as: UTF8.self).contains($0) } ?? false
            },
            received: { if $0 == .output { output += $1 } else { errors += $1 } })
        return Result(
            outcome: outcome, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }

    /// The number after `name=` in a text.
    private func number(_ name: String, in text: String) throws -> Int32 {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + "=") }
        return try #require(line.flatMap { Int32($0.dropFirst(name.count + 1)) }, "\(text)")
    }

    private func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 }

    @Test("Its output, its errors and its end are taken in")
    func plain() throws {
        let result = try run("echo one; echo two >&2; printf three; exit 3")
        #expect(result.outcome == .init(end: .exit(3)))
        #expect(result.output == "one\nthree" && result.errors == "two\n")
        #expect(try run("kill -SEGV $$").outcome == .init(end: .signal(SIGSEGV)))
    }

    @Test("It runs on the cores that it is given, and so does what it starts")
    func cores() throws {
        let own = CoreSet.own
        guard let last = own.last else { return }
        func allowed(_ cores: [Int]) throws -> [String] {
            var launch = shell(
                "for i in 1 2; do sh -c 'grep Cpus_allowed_list /proc/self/status'; done")
            launch.cores = cores
            var output: [UInt8] = []
            let outcome = try ProgramRun(pool).run(
                launch, shouldStop: { false }, received: { output += $1 })
            #expect(outcome.end == .exit(0))
            return String(decoding: output, as: UTF8.self).split(separator: "\n").map {
                $0.split(separator: "\t").last.map(String.init) ?? ""
            }
        }
        #expect(try allowed([last]) == ["\(last)", "\(last)"])
        // The supervisor, which starts the next program too, keeps all.
        let all = try allowed([])
        #expect(all[0] != "\(last)" || own.count == 1)
        let failure = #expect(throws: LaunchFailure.self) { try allowed([1023]) }
        #expect(failure?.step == .cores && failure?.code == EINVAL)
    }

    @Test("It has its own session, an empty input, three descriptors and no ignored signal")
    func surroundings() throws {
        // No pipe: the shell itself would have its end open while `ls` looks.
        let script = """
            ps -o sid= -p $$; echo $$; cat; ls -1 /proc/$$/fd
            grep -E 'Sig(Ign|Blk)' /proc/self/status
            """
        let lines = try run(script).output.split(separator: "\\n").map(String.init)
            .joined().split(separator: "\n").map(String.init)
        #expect(lines[0].trimmingCharacters(in: .whitespaces) == lines[1])
        #expect(
            Set(lines.dropFirst(2).dropLast(2)).isSubset(of: ["0", "1", "2", "10", "255"]),
            "\(lines)")
        for line in lines.suffix(2) {
            let set = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
            #expect(set.map { $0 & ~(3 << 31) } == 0, "\(line)")
        }
    }

    @Test("A program that is not there, or a directory, is an error that names it")
    func missing() throws {
        let expected = LaunchFailure(path: "podium-no-program", step: .start, code: ENOENT)
        #expect(throws: expected) {
            try ProgramRun(pool).run(
                ProgramLaunch(["podium-no-program"]), shouldStop: { false }, received: { _, _ in })
        }
        var launch = shell("true")
        launch.directory = "/no/such/directory"
        #expect(throws: LaunchFailure(path: "/bin/sh", step: .directory, code: ENOENT)) {
            try ProgramRun(pool).run(launch, shouldStop: { false }, received: { _, _ in })
        }
    }

    @Test("One that obeys SIGTERM ends by itself")
    func obedient() throws {
        let result = try run(
            "trap 'echo saved; exit 0' TERM; echo ready; while :; do sleep 0.01; done",
            stopsAt: "ready")
        #expect(result.outcome == .init(end: .exit(0), cause: .request))
        #expect(result.output == "ready\nsaved\n")
    }

    @Test("One that ignores SIGTERM is killed after the grace period, with all it started")
    func stubborn() throws {
        let result = try run(
            """
            trap '' TERM; sleep 600 & echo child=$!
            setsid sh -c 'trap "" TERM; echo far=$$; exec sleep 600' &
            sleep 0.2; echo ready; while :; do sleep 0.01; done
            """, stopsAt: "ready"
        ) { $0.graceSeconds = 0.2 }
        #expect(result.outcome == .init(end: .signal(SIGKILL), cause: .request, isKilled: true))
        #expect(try !isAlive(number("child", in: result.output)))
        #expect(try !isAlive(number("far", in: result.output)), "of another session")
    }

    @Test("What it leaves behind is killed, in whatever session it is")
    func stragglers() throws {
        let result = try run(
            """
            sleep 600 > /dev/null 2>&1 & echo near=$!
            setsid sh -c 'echo far=$$; sh -c "echo farther=\\$\\$; exec sleep 600" & wait' \\
                > far.txt 2>&1 & sleep 0.3; cat far.txt; rm far.txt
            """)
        #expect(result.outcome.end == .exit(0) && !result.outcome.isOutputCut)
        for name in ["near", "far", "farther"] {
            #expect(try !isAlive(number(name, in: result.output)), "\(name)")
        }
    }

    @Test("What it leaves behind may end by itself, before or after it")
    func shortStragglers() throws {
        let pool = SupervisorPool(count: 1)
        for seconds in ["0", "0.01", "0.05"] {
            let outcome = try ProgramRun(pool).run(
                shell("sleep \(seconds) & sleep 0.02 & (sleep 0.03 &) ; exit 4"),
                shouldStop: { false }, received: { _, _ in })
            #expect(outcome == .init(end: .exit(4)), "\(seconds) s")
        }
    }

    @Test("A process that keeps its output open delays its end for the drain time only")
    func openOutput() throws {
        let result = try run("sleep 600 & echo child=$!; echo last") { $0.drainSeconds = 0.2 }
        #expect(result.outcome == .init(end: .exit(0), isOutputCut: true))
        #expect(result.output.hasSuffix("last\n"))
        #expect(try !isAlive(number("child", in: result.output)))
    }

    @Test("What is written before the end arrives, however much it is")
    func flood() throws {
        var count = 0
        let outcome = try ProgramRun(pool).run(
            shell("head -c 50000000 /dev/zero; head -c 1000000 /dev/zero >&2"),
            shouldStop: { false }, received: { count += $1.count })
        #expect(outcome == .init(end: .exit(0)) && count == 51_000_000)
    }

    @Test("More memory than its limit ends it")
    func memory() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self/statm") else { return }
        // The shell holds the text; `sleep` alone would be far below the limit.
        let script = "x=$(head -c 60000000 /dev/zero | tr '\\0' x); echo full; sleep 600"
        let result = try run(script) { $0.memoryLimit = 40_000_000 }
        #expect(result.outcome.end == .signal(SIGKILL))
        guard case .memory(let bytes) = result.outcome.cause else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(bytes > 40_000_000)
        #expect(try run("echo small") { $0.memoryLimit = 40_000_000 }.outcome.cause == nil)
    }

    @Test("A supervisor serves one program after the other, also after one that failed")
    func reuse() throws {
        let pool = SupervisorPool(count: 1)
        func parent() throws -> String {
            var output: [UInt8] = []
            _ = try ProgramRun(pool).run(
                shell("sleep 600 & echo $PPID"), shouldStop: { false },
                received: { output += $1 })
            return String(decoding: output, as: UTF8.self)
        }
        let first = try parent()
        #expect(throws: LaunchFailure.self) {
            try ProgramRun(pool).run(
                ProgramLaunch(["podium-no-program"]), shouldStop: { false }, received: { _, _ in })
        }
        #expect(try parent() == first)
        // One that was killed meanwhile is replaced.
        let process = try #require(Int32(first.split(separator: "\n").first ?? ""))
        kill(process, SIGKILL)
        var report = siginfo_t()
        waitid(P_PID, id_t(process), &report, WEXITED | WNOWAIT)
        #expect(try parent() != first)
    }

    @Test("A program that stops its supervisor ends as any other, by itself and when asked to")
    func stoppedSupervisor() throws {
        let ended = try ProgramRun(pool).run(
            shell("kill -STOP $PPID; exit 3"), shouldStop: { false }, received: { _, _ in })
        #expect(ended.end == .exit(3))
        var run = ProgramRun(pool)
        run.graceSeconds = 0.2
        var hasBegun = false
        let asked = try run.run(
            shell("trap '' TERM; kill -STOP $PPID; echo begun; while :; do sleep 1; done"),
            shouldStop: { hasBegun }, received: { _, _ in hasBegun = true })
        #expect(asked.end == .signal(SIGKILL) && asked.isKilled)
    }

    @Test("If its supervisor is killed, the program is killed too, and the run is an error")
    func lostSupervisor() throws {
        var output: [UInt8] = []
        #expect(throws: LaunchFailure(path: "/bin/sh", step: .supervise, code: ECHILD)) {
            try ProgramRun(pool).run(
                shell("echo me=$$; kill -KILL $PPID; sleep 600"), shouldStop: { false },
                received: { output += $1 })
        }
        let process = try number("me", in: String(decoding: output, as: UTF8.self))
        // The system has sent the signal; the process is gone once its new parent has read its end.
        let isGone = (0..<500).contains { _ in
            usleep(10_000)
            let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            return !isAlive(process) || stat?.contains(") Z") == true
        }
        #expect(isGone)
    }
}
