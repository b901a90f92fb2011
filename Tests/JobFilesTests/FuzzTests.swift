import Fuzzing
import JobFiles
import Models
import Portable
import Search
import StudyModel
import Testing

/// Damaged job files are read or refused, and never bring the reader down.
@Suite struct FuzzTests {
    private static let vocabulary = Mutator.Vocabulary(
        words: [
            "1e-5", "1e999", "-1", "~", "null", ".nan", "&a ", "*a", "<<: *a", "!!int ", "---\n",
            "...\n", "low: 0", "type: pool", "type: int", "step: 0", "high: 9007199254740992",
            "size: 10000", "[[[[", "{{{{", "? ", "- - - ", "distribution: log",
            "deviation: 1e-300", "9223372036854775807", "$units", "$", "- relu", "linear: [",
            "activation: relu", "conv2d: { channels: 9, kernel: 99 }", "units: 0",
            "- { flatten: }", "training: {}", "distribution: log-normal", "mean: 1e308",
            "deviation: 1e308", "mean: -1e308", "step: 1e-300", "low: -1e308, high: 1e308",
            "upsample: 1024", "- conv_transpose2d: { channels: 65536, kernel: 1024, stride: 1024 }",
            "shape: [65536, 65536, 65536]", "batch_size: 60000", "epochs: 1000000",
            "time_limit: 1e308h", "max_failures: 1", "threads: 256", "sampler: grid",
            "sampler: { type: tpe, startup: 1000000, lag: 1000000 }", "\n", " ", ":", "-", "[", "]",
            "{", "}", ",", "'", "\"", "#", "*", "!", "|", ">", "%", "@", "`", "\t", "\r", "\0",
            "\u{7F}", "é", "\u{2028}", "\u{200B}", "\u{FEFF}", "\u{E000}",
        ].map { Array($0.utf8) }, isText: true)

    /// Jobs with what the shipped ones haven't got.
    private static let others = [
        """
        study: files
        objective: classifier
        dataset:
          train: { values: { file: i.npy, variable: X }, labels: l.npy }
          test: { values: i.npy, labels: l.npy }
          shape: [1, 28, 28]
          range: [0, 255]
          classes: 10
        split: { validation: hold-out, validation_fraction: 0.25, seed: 3 }
        pretrained: { file: w.safetensors, parts: [encoder], freeze: true }
        model:
          encoder:
            - conv2d: { channels: [8, $width], kernel: 3, stride: 2, padding: 1, activation: relu }
            - batch_norm2d: { momentum: 0.2 }
            - max_pool2d: 2
            - upsample: 2
            - flatten
          classifier: [linear: $units, dropout: 0.5, linear: 10]
        training:
          loss: { kind: cross_entropy, label_smoothing: 0.1 }
          optimizer: SGD
          momentum: $momentum
          schedule: { kind: cosine, period: 10 }
          warm_up: { length: 3, start_factor: 0.1 }
          early_stopping: { patience: 3, minimum_delta: 0.001 }
          clipping: { norm: 1 }
        epochs: 4
        trials: 7
        time_limit: 2h
        max_failures: 3
        then: [train: { epochs: 9 }, report]
        space:
          width: { type: int, low: 1, high: 64, step: 3 }
          units: { type: pool, size: 4, fixed: [3], from: { type: int, low: 5, high: 99 } }
          momentum:
            { type: float, distribution: normal, mean: 0.5, deviation: 0.2, low: 0, high: 1 }
          learning_rate:
            { type: float, distribution: log-normal, mean: -5, deviation: 2, low: 1e-6 }
        """,
        """
        study: noise
        objective: denoising-autoencoder
        dataset: { train: { values: v.npy }, shape: [12] }
        corruption: { kind: mixture, deviation: $noise, fraction: 0.2 }
        model: { encoder: [linear: [$units, 4], gelu], decoder: [linear: 12, layer_norm] }
        sampler: grid
        epochs: 1
        space:
          noise: { type: float, low: 0.1, high: 0.5, step: 0.1 }
          units: { type: int, low: 16, high: 1024, distribution: log, step: 16 }
          learning_rate: [1e-3, 0.01]
        """,
        """
        study: nothing
        objective: null
        sampler: { type: tpe, startup: 2, candidates: 3, lag: 1 }
        trials: 30
        table: [{ heading: X, parameter: x, digits: 3 }, { value: trial }]
        space:
          x: { type: float, low: 5, high: 9 }
          y: { type: int, low: -7, high: 9007199254740992, distribution: uniform }
          z: { type: int, distribution: normal, mean: 3, deviation: 2, low: -9, high: 9 }
        """,
    ]

    /// The files are read in parts, at the same time where there are cores.
    private static let parts = 4

    @Test(
        "Any damage gives a job or a list of mistakes", .timeLimit(.minutes(FuzzRun.limitMinutes)),
        arguments: 0..<parts)
    func damage(part: Int) throws {
        let bases =
            try shippedJobs.map { Array(try shippedJob($0).text.utf8) }
            + Self.others.map { Array($0.utf8) }
        for base in bases {
            _ = try JobFile.parse(bytes: base, file: "f", environment: .fixtures)
        }
        let run = FuzzRun("job-\(part)", usual: 3_000)
        var (right, wrong) = (0, 0)
        for seed in stride(from: part, to: run.rounds, by: Self.parts) {
            var mutator = Mutator(seed: seed)
            let bytes = mutator.mutated(bases[seed % bases.count], Self.vocabulary)
            run.willRead(bytes)
            do {
                try use(JobFile.parse(bytes: bytes, file: "f", environment: .fixtures), seed)
                right += 1
            } catch let error as JobFileError {
                wrong += 1
                check(error, seed)
            }
        }
        let few = run.rounds / Self.parts / 20
        #expect(right > few && wrong > few, "\(right) right, \(wrong) wrong")
    }

    /// What was taken for right can be searched, described, recorded and compared.
    private func use(_ loaded: LoadedJob, _ seed: Int) throws {
        let job = loaded.job
        var sampler = try StudySampler(job: job)
        for trial in 0..<min(3, job.trials) where sampler.isReady {
            let configuration = sampler.suggest(trial: trial)
            #expect(configuration.entries.count == job.space.parameters.count, "seed \(seed)")
            guard trial == 0, let network = try? NetworkJob(job) else { continue }
            let memory = try TrialMemory(of: network, in: configuration)
            #expect(memory.total > 0, "seed \(seed)")
            if seed % 10 == 0 {
                let summary = try ModelSummary(
                    job: network, configuration: configuration, space: sampler.space)
                #expect(!summary.text.isEmpty)
            }
        }
        let record = try PortableJSON.encode(job, isRecord: true)
        #expect(try PortableJSON.decode(Job.self, from: record) == job, "seed \(seed)")
        #expect(JobComparison.differences(recorded: job, requested: job).isEmpty)
    }

    private func check(_ error: JobFileError, _ seed: Int) {
        #expect(!error.mistakes.isEmpty, "seed \(seed)")
        for mistake in error.mistakes {
            guard case .file(_, let position) = mistake.place else { continue }
            #expect(position.line >= 1 && position.column >= 1, "seed \(seed): \(mistake)")
            #expect(!mistake.message.contains("\n"), "seed \(seed): \(mistake)")
        }
    }

    @Test("A file that is cut off anywhere gives a job or a list of mistakes")
    func cut() throws {
        let bytes = Array(try shippedJob("quickstart.yaml").text.utf8)
        for count in stride(from: 0, to: bytes.count, by: 3) {
            do {
                _ = try JobFile.parse(
                    bytes: Array(bytes.prefix(count)), file: "f", environment: .fixtures)
            } catch {
                #expect(!error.mistakes.isEmpty)
            }
        }
    }

    @Test("Texts of a few characters are read safely")
    func short() {
        let letters = Array("a:-[]{}*&!#'\"\n ")
        for number in 0..<(letters.count * letters.count * letters.count) {
            let text = String([
                letters[number % letters.count], letters[number / letters.count % letters.count],
                letters[number / letters.count / letters.count],
            ])
            #expect(!messages(text).isEmpty)
        }
    }

    @Test("Deep nesting and aliases of aliases are refused in time")
    func bombs() {
        #expect(!messages(String(repeating: "[", count: 100_000)).isEmpty)
        #expect(!messages("space: " + String(repeating: "{a: ", count: 50_000)).isEmpty)
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(
            !messages(bomb + "space: { x: *a40, y: [*a40], z: { type: pool, from: *a40 } }\n")
                .isEmpty)
    }

    @Test("A hundred keys given twice are each reported")
    func manyDuplicates() {
        let text = (0..<50).map { "key\($0): 1\nkey\($0): 2\n" }.joined()
        let again = messages(text).filter { $0.contains("is given again") }
        #expect(again.count == 50)
    }
}
