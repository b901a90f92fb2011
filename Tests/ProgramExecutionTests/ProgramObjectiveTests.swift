import Files
import Foundation
import Objectives
import ProcessControl
import StudyModel
import Synchronization
import Testing
import UserPrograms

@testable import ProgramExecution

@Suite("A program as a trial")
struct ProgramObjectiveTests {
    private let directory: TemporaryDirectory
    private var cache: String { directory.path + "/cache" }

    init() throws { directory = try TemporaryDirectory() }

    // MARK: Runs

    private func settings(
        _ script: String, metrics: [ProgramSettings.Metric] = [.init("loss")]
    ) -> ProgramSettings {
        ProgramSettings(command: .words(["/bin/sh", "-c", script]), metrics: metrics)
    }

    private func request(
        _ settings: ProgramSettings, epochs: Int = 1, until: Int? = nil,
        checkpoint: [UInt8]? = nil, isBranch: Bool = false, timeLimit: Double? = nil
    ) -> TrialRequest {
        let job = Job(
            study: "s", objective: settings.spec, epochs: epochs, metric: Metric(name: "loss"),
            trials: 1, seed: 5, columns: [], space: SearchSpace([]), trialTimeLimit: timeLimit)
        return TrialRequest(
            job: job, trial: 3,
            configuration: Configuration([.init("x", .float(0.5)), .init("word", .text("a b"))]),
            checkpoint: checkpoint, until: until, isBranch: isBranch)
    }

    @discardableResult
    private func run(
        _ settings: ProgramSettings, _ request: TrialRequest? = nil, observer: Observer = Observer()
    ) throws -> ExecutionEnd {
        let objective = ProgramObjective(
            settings, space: RunSpace(cache: cache), graceSeconds: 0.3
        ) { $0.path }
        let end = try objective.run(request ?? self.request(settings), observer: observer)
        // Nothing of a run is left, however it ended.
        let places = try? Directory.names(in: cache + "/programs")
        for place in places ?? [] {
            let rest = try Directory.names(in: cache + "/programs/" + place)
            #expect(rest == [".lock"])
        }
        return end
    }

    private func metrics(_ end: ExecutionEnd) -> [String: Double]? {
        if case .finished(.complete(let metrics), _) = end { metrics } else { nil }
    }

    private func reason(_ end: ExecutionEnd) -> String {
        if case .finished(.failed(let reason), _) = end { reason } else { "\(end)" }
    }

    private func checkpoint(_ end: ExecutionEnd) throws -> ProgramCheckpoint? {
        switch end {
        case .reached(_, let bytes?, _), .stopped(let bytes?): try ProgramCheckpoint(bytes)
        default: nil
        }
    }

    // MARK: What a program gets

    @Test("It finds its parameters, its trial and its place in the environment")
    func environment() throws {
        var settings = settings(
            """
            echo "$PODIUM_PARAMETERS"; cat {json}; echo $PODIUM_TRIAL $PODIUM_EPOCHS
            echo $PODIUM_UNTIL_EPOCH $PODIUM_SEED {seed} $OWN ${{HOME:+home}} $PODIUM_DATA.
            ls -a "$PODIUM_CHECKPOINT" .; echo 'podium: {{"loss": 1}}'
            """)
        settings.environment = ["OWN": "it's mine"]
        let observer = Observer()
        let end = try run(settings, request(settings, epochs: 9, until: 4), observer: observer)
        guard case .reached(4, nil, let results) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(results == [IntermediateResult(epoch: 4, metrics: ["loss": 1])])
        let json = #"{"x": 0.5, "word": "a b"}"#
        let lines = observer.log.split(separator: "\n").map(String.init)
        let first = try #require(lines.firstIndex(of: json), "\(observer.log)")
        #expect(lines[first + 1] == json && lines[first + 2] == "3 9")
        let seed = CommandValues.seed(of: 3, in: request(settings).job)
        #expect(lines[first + 3] == "4 \(seed) \(seed) it's mine home .")
    }

    @Test("It finds its devices and its number of threads, unless the job sets them itself")
    func resources() throws {
        var settings = settings(
            """
            echo "$CUDA_VISIBLE_DEVICES $OMP_NUM_THREADS $MKL_NUM_THREADS $OPENBLAS_NUM_THREADS"
            echo 'podium: {{"loss": 1}}'
            """)
        func log(_ resources: ResourceNeed?) throws -> String {
            var request = request(settings)
            request.job.resources = resources
            request.placement = TrialPlacement(
                variables: ["CUDA_VISIBLE_DEVICES": "GPU-7"], remark: "sees GPU 7")
            let observer = Observer()
            _ = try run(settings, request, observer: observer)
            return observer.log
        }
        let own = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"].map {
            ProcessInfo.processInfo.environment[$0] ?? ""
        }
        #expect(try log(nil).contains("GPU-7 " + own.joined(separator: " ") + "\n"))
        let text = try log(ResourceNeed(cpus: 3))
        #expect(text.contains("podium> sees GPU 7\n") && text.contains("GPU-7 3 3 3\n"), "\(text)")
        settings.environment = ["OMP_NUM_THREADS": "8", "CUDA_VISIBLE_DEVICES": "x"]
        #expect(try log(ResourceNeed(cpus: 3)).contains("x 8 3 3\n"))
    }

    @Test("The memory that is reserved for it is its limit")
    func reservedMemory() throws {
        let settings = settings("x=$(head -c 80000000 /dev/zero | tr '\\0' a); sleep 60")
        var request = request(settings)
        request.job.resources = ResourceNeed(memory: 20_000_000)
        let reason = try reason(run(settings, request))
        #expect(reason.contains("MB of memory; the limit is 20 MB"), "\(reason)")
    }

    @Test("It finds its files in a fresh directory, with their bits, and can't change the cache")
    func files() throws {
        let path = directory.path + "/tool"
        try "#!/bin/sh\necho \"podium: {\\\"loss\\\": $1}\"\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        let input = InputFile(path: path, bytes: try bytes(path))
        var settings = ProgramSettings(
            command: .words(["bin/tool", "{x}"]),
            files: [ProgramFile(input, name: "bin/tool", isExecutable: true)],
            metrics: [.init("loss")])
        #expect(try metrics(run(settings)) == ["loss": 0.5])
        settings.command = .shell("echo '# changed' >> bin/tool; touch new; bin/tool 2")
        for _ in 0..<2 { #expect(try metrics(run(settings)) == ["loss": 2]) }
        #expect(try InputFile(path: path, bytes: bytes(path)) == input)
        settings.files[0].isExecutable = false
        settings.command = .shell("[ -x bin/tool ] || echo 'podium: {{\"loss\": 3}}'")
        #expect(try metrics(run(settings)) == ["loss": 3])
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test("Files with paths that leave the directory are refused here too")
    func hostileFiles() throws {
        let input = InputFile(path: "/etc/hostname", bytes: [])
        for name in ["../a", "/tmp/a", "a/../../b", ""] {
            var settings = settings("true")
            settings.files = [ProgramFile(input, name: name, isExecutable: false)]
            #expect(throws: FileFailure.self, "\(name)") { try run(settings) }
        }
    }

    // MARK: Outcomes

    @Test("Its reports are recorded as they come")
    func reports() throws {
        let settings = settings(
            """
            for e in 1 2 3; do echo "podium: {{\\"epoch\\": $e, \\"loss\\": 0.$e}}"; done
            """)
        let observer = Observer()
        let end = try run(settings, request(settings, epochs: 3), observer: observer)
        #expect(metrics(end) == ["loss": 0.3])
        #expect(observer.results.map(\.epoch) == [1, 2, 3])
        #expect(observer.fraction == 1)
        #expect(observer.log.hasSuffix("podium> exit status 0\n"))
    }

    @Test("Each kind of failure is told with the last lines")
    func failures() throws {
        let cases = [
            ("echo why; exit 3", "exit status 3; its last lines: why"),
            ("echo why >&2; kill -9 $$", "killed by signal 9; its last lines: why"),
            ("true", "it reported no metric; expected lines such as podium: {\"loss\": 0.5}"),
            (
                "echo 'podium: {{\"loss\": NaN}}'",
                "loss became nan (line 1 of its output); its last"
            ),
            ("echo 'podium: {{\"other\": 1}}'", "it reported no metric"),
            ("echo 'podium: what'; sleep 600", "line 1 of its output is no report"),
            (
                "echo 'podium: {{\"epoch\": 2, \"loss\": 1}}'; sleep 600",
                "line 1 of its output: epoch 2"
            ),
            ("echo {unknown}", "'{unknown}' is no macro here"),
        ]
        for (script, expected) in cases {
            let found = reason(try run(settings(script)))
            #expect(found.hasPrefix(expected), "\(script): \(found)")
        }
    }

    @Test("A program that this machine lacks is an error of the worker")
    func missingProgram() throws {
        var settings = settings("")
        settings.command = .words(["podium-no-program"])
        #expect(throws: LaunchFailure.self) { try run(settings) }
    }

    @Test("Texts of the output decide whether a failed run is repeated, or another worker's")
    func signs() throws {
        var settings = settings("echo x >> \(directory.path)/runs; echo No module y >&2; exit 1")
        func runs() throws -> Int { try bytes(directory.path + "/runs").count / 2 }
        settings.retries = 2
        #expect(reason(try run(settings)).contains("exit status 1; its last lines: No module y"))
        #expect(try runs() == 3)
        settings.failOn = ["No module"]
        #expect(reason(try run(settings)).contains("and it printed 'No module'"))
        #expect(try runs() == 4)
        settings.rejectOn = ["module y"]
        #expect(throws: RejectedWorker.self) { try run(settings) }
        #expect(try runs() == 5)
        // A run that succeeds has not failed, whatever it prints.
        settings.command = .shell("echo module y; echo 'podium: {{\"loss\": 1}}'")
        #expect(try metrics(run(settings)) == ["loss": 1])
    }

    @Test("A repetition may succeed, in a fresh directory")
    func repetition() throws {
        let mark = directory.path + "/mark"
        var settings = settings(
            """
            [ -e here ] && exit 9; touch here
            [ -e \(mark) ] || {{ touch \(mark); kill -9 $$; }}
            echo 'podium: {{"loss": 4}}'
            """)
        settings.retries = 1
        let observer = Observer()
        #expect(try metrics(run(settings, observer: observer)) == ["loss": 4])
        #expect(observer.log.contains("podium> killed by signal 9; run 2 of 2 begins"))
    }

    @Test("A results file counts in place of lines")
    func resultsFile() throws {
        var settings = settings("echo '{{\"loss\": 7}}' > out.json")
        settings.results = "out.json"
        #expect(try metrics(run(settings)) == ["loss": 7])
        settings.command = .shell("true")
        #expect(reason(try run(settings)) == "it wrote no out.json")
        settings.command = .shell("mkdir out.json")
        #expect(
            reason(try run(settings))
                == "its results file out.json is a directory; expected a file")
        for (command, found) in [
            ("mkfifo out.json", "a pipe"), ("ln -s /dev/null out.json", "a link to a device"),
            ("ln -s absent out.json", "a link to a file that is not there"),
            ("ln -s out.json out.json", "a link that leads nowhere"),
        ] {
            settings.command = .shell(command)
            #expect(
                reason(try run(settings))
                    == "its results file out.json is \(found); expected a file")
        }
    }

    @Test("More memory than the limit is a failure that says so")
    func memory() throws {
        var settings = settings("x=$(head -c 60000000 /dev/zero | tr '\\0' x); sleep 600")
        settings.memoryLimit = 40_000_000
        #expect(reason(try run(settings)).contains("MB of memory; the limit is 40 MB"))
    }

    // MARK: Stops and segments

    @Test("The time limit ends it, with what it printed last")
    func timeLimit() throws {
        let report = "podium: {\"epoch\": 1, \"loss\": 1}"
        let settings = settings(
            "echo 'podium: {{\"epoch\": 1, \"loss\": 1}}'; sleep 600")
        let observer = Observer()
        observer.stopsAfterReport = true
        observer.isLate = true
        let end = try run(
            settings, request(settings, epochs: 2, timeLimit: 1.5), observer: observer)
        #expect(
            reason(end) == "took longer than its time limit of 1.5 s; its last lines: " + report)
    }

    @Test("From segment to segment it keeps its checkpoint directory, bit for bit")
    func segments() throws {
        // A counter that continues: each epoch's value depends on all before.
        let settings = settings(
            """
            f=$PODIUM_CHECKPOINT/sub/state; e=0; v=1
            [ -e $f ] && read e v < $f
            while [ $e -lt $PODIUM_UNTIL_EPOCH ]; do
                e=$((e + 1)); v=$((v * 7 % 101))
                echo "podium: {{\\"epoch\\": $e, \\"loss\\": $v}}"
            done
            mkdir -p $PODIUM_CHECKPOINT/sub; echo $e $v > $f
            ln -sf state $PODIUM_CHECKPOINT/sub/latest; mkdir -p $PODIUM_CHECKPOINT/empty
            """)
        let whole = try run(settings, request(settings, epochs: 9))
        var bytes: [UInt8]?
        for until in [2, 5] {
            let end = try run(
                settings, request(settings, epochs: 9, until: until, checkpoint: bytes))
            guard case .reached(until, let found?, let results) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(results.map(\.epoch) == Array(1...until))
            bytes = found
        }
        let names = try ProgramCheckpoint(try #require(bytes)).entries.map(\.path)
        #expect(names == ["empty", "sub/latest", "sub/state"])
        let resumed = try run(settings, request(settings, epochs: 9, checkpoint: bytes))
        guard case .finished(let one, let first) = whole,
            case .finished(let two, let second) = resumed
        else {
            Issue.record("\(whole) \(resumed)")
            return
        }
        #expect(one == two && first == second && first.count == 9)
        // A damaged checkpoint costs time only; a branch has nothing to begin from.
        let damaged = try run(settings, request(settings, epochs: 9, checkpoint: [1, 2, 3]))
        #expect(metrics(damaged) == metrics(whole))
        let branch = try run(
            settings, request(settings, epochs: 9, checkpoint: [1], isBranch: true))
        #expect(reason(branch).contains("can't continue from the trial that it branched off"))
    }

    @Test("Without checkpoints it starts again, and is ended where its segment ends")
    func withoutCheckpoints() throws {
        var settings = settings(
            """
            echo checkpoint=$PODIUM_CHECKPOINT.
            for e in 1 2 3 4; do echo "podium: {{\\"epoch\\": $e, \\"loss\\": $e}}"; done
            sleep 600
            """)
        settings.resumes = false
        let observer = Observer()
        let end = try run(settings, request(settings, epochs: 9, until: 2), observer: observer)
        guard case .reached(2, nil, let results) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(results.map(\.epoch) == [1, 2])
        #expect(observer.log.contains("checkpoint=.\n"))
    }

    @Test("One that is given back keeps what it saved, if it says that it is complete")
    func givenBack() throws {
        func end(_ trap: String) throws -> ExecutionEnd {
            let settings = settings(
                """
                trap '\(trap)' TERM; echo 'podium: {{"epoch": 1, "loss": 1}}'
                while :; do sleep 0.01; done
                """)
            let observer = Observer()
            observer.stopsAfterReport = true
            return try run(settings, request(settings, epochs: 9), observer: observer)
        }
        let saved = try end("echo 1 > $PODIUM_CHECKPOINT/a; exit 0")
        #expect(try checkpoint(saved)?.entries.map(\.path) == ["a"])
        #expect(try checkpoint(saved)?.results.map(\.epoch) == [1])
        #expect(try checkpoint(end("echo 1 > $PODIUM_CHECKPOINT/a; exit 1")) == nil)
        #expect(try checkpoint(end("echo 1 > $PODIUM_CHECKPOINT/a")) == nil, "it was killed")
    }

    @Test("A checkpoint that is too large, or leads elsewhere, is a failure that says so")
    func badCheckpoints() throws {
        func reason(_ script: String) throws -> String {
            var settings = settings(
                "cd $PODIUM_CHECKPOINT; \(script); echo 'podium: {{\"epoch\": 2, \"loss\": 1}}'")
            settings.checkpointLimit = 1000
            return self.reason(try run(settings, request(settings, epochs: 9, until: 2)))
        }
        #expect(try reason("head -c 1001 /dev/zero > a").contains("more than 1000 bytes"))
        #expect(try reason("ln -s /etc/passwd a").contains("'a' is a symbolic link to no file"))
        #expect(try reason("mkfifo a").contains("'a' is neither a file nor a directory"))
        #expect(try reason("touch \"$(printf 'a\\377b')\"").contains("is not UTF-8"))
        #expect(try reason("head -c 1000 /dev/zero > a").hasPrefix("reached"))
        let lost = "the program removed or replaced its checkpoint directory"
        #expect(try reason("rmdir $PODIUM_CHECKPOINT").contains(lost))
        #expect(
            try reason("rmdir $PODIUM_CHECKPOINT; touch $PODIUM_CHECKPOINT").contains(lost))
    }
}

/// Records what it is told, and may ask to stop.
///
/// `@unchecked Sendable` because the thread that runs the program is the one that made it.
private final class Observer: TrialObserver, @unchecked Sendable {
    private(set) var results: [IntermediateResult] = []
    private(set) var fraction = 0.0
    private(set) var log = ""
    /// Whether it asks to stop after the first report.
    var stopsAfterReport = false
    var isLate = false

    var shouldStop: Bool { stopsAfterReport && !results.isEmpty }
    var isOverTime: Bool { isLate }

    func advanced(samples: Int, fraction: Double) { self.fraction = fraction }
    func record(_ intermediate: IntermediateResult) { results.append(intermediate) }
    func keep(log: String) { self.log = log }
}
