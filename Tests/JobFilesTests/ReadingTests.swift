import JobFiles
import Models
import Search
import StudyModel
import TestSupport
import Testing

/// What right job files mean.
@Suite struct ReadingTests {
    private func job(_ text: String) throws -> Job {
        try JobFile.parse(text: text, file: "job.yaml").job
    }

    private func domain(_ text: String) throws -> Domain {
        let job = try job(nullJob("trials: 1", space: "  x: \(text)"))
        return try #require(job.space["x"]?.domain)
    }

    @Test("A budget limits the search, and trials can then be left out")
    func budgets() throws {
        let all = try job(
            nullJob("epochs: 9\nbudget: { epochs: 2000, time: 1.5h, target: 0.015, lag: 16 }"))
        #expect(all.budget == Budget(epochs: 2000, seconds: 5400, target: 0.015, lag: 16))
        #expect(!all.hasTrialLimit && all.total(begun: 7) == nil)
        #expect(all.total(begun: 7, hasEnded: true) == 7)
        let both = try job(nullJob("trials: 5\nbudget: { time: 2min }"))
        #expect(both.trials == 5 && both.hasTrialLimit)
        #expect(try job(nullJob("trials: 5")).budget == .none)
    }

    @Test(
        "Checkpoints have an interval of time or of epochs",
        arguments: [
            ("5min", CheckpointInterval.seconds(300)), ("90s", .seconds(90)),
            ("1 epoch", .epochs(1)), ("12 epochs", .epochs(12)),
        ])
    func checkpoints(text: String, interval: CheckpointInterval) throws {
        #expect(
            try job(nullJob("trials: 1\ncheckpoint_every: \(text)")).checkpointEvery == interval)
    }

    @Test("A file with every key gives every part of the job")
    func everyKey() throws {
        let job = try job(
            """
            study: all.keys-1
            purpose: |
              Every key there is.
            objective: autoencoder
            dataset: fashion-mnist
            split: { validation: hold-out, validation_fraction: 0.25, seed: 7 }
            epochs: 3
            batch_size: 64
            metric: { name: train_loss, direction: maximize }
            sampler: grid
            trials: 2
            seed: 18446744073709551615
            top: 4
            table:
              - { heading: No., value: trial }
              - { parameter: l2, digits: 3 }
              - { heading: Loss, metric: validation_loss }
              - { value: epochs }
            time_limit: 1.5min
            max_failures: 6
            space:
              encoding_dimension: 9
              l2: 0
              optimizer: [Adam, RMSprop]
              learning_rate: 1e-3
              hidden_units: 64
            """)
        let expected = NetworkJob(
            study: "all.keys-1", purpose: "Every key there is.", objective: .autoencoder,
            dataset: .fashionMNIST,
            split: Split(validationFraction: 0.25, seed: 7, validation: .holdOut), epochs: 3,
            batchSize: 64, metric: Metric(name: "train_loss", direction: .maximize),
            sampler: .grid, trials: 2, seed: .max, top: 4,
            columns: [
                TableColumn(heading: "No.", source: .trial),
                TableColumn(heading: "l2", source: .parameter("l2"), digits: 3),
                TableColumn(heading: "Loss", source: .metric("validation_loss")),
                TableColumn(heading: "epochs", source: .epochs),
            ],
            space: SearchSpace([
                Parameter(name: "encoding_dimension", domain: .categorical([.int(9)])),
                Parameter(name: "l2", domain: .categorical([.float(0)])),
                Parameter(
                    name: "optimizer", domain: .categorical([.text("Adam"), .text("RMSprop")])),
                Parameter(name: "learning_rate", domain: .categorical([.float(0.001)])),
                Parameter(name: "hidden_units", domain: .categorical([.int(64)])),
            ]), trialTimeLimit: 90, maxFailures: 6)
        #expect(job == expected.job)
    }

    @Test("Keys that are left out have their documented defaults")
    func defaults() throws {
        let job = try job(nullJob("trials: 5", space: "  x: [1, 2]\n  y: 3"))
        let expected = Job(
            study: "s", objective: .null, metric: Metric(name: "validation_loss"), trials: 5,
            columns: [
                TableColumn(heading: "Trial", source: .trial),
                TableColumn(heading: "x", source: .parameter("x")),
                TableColumn(heading: "validation_loss", source: .metric("validation_loss")),
            ],
            space: SearchSpace([
                Parameter(name: "x", domain: .categorical([.int(1), .int(2)])),
                Parameter(name: "y", domain: .categorical([.int(3)])),
            ]))
        #expect(job == expected)
    }

    @Test("Numbers are read as they look, and quoted ones are texts")
    func scalars() throws {
        let cases: [(String, ParameterValue)] = [
            ("1e-5", .float(1e-5)), ("1E3", .float(1000)), ("-2", .int(-2)), ("+3", .int(3)),
            ("1.", .float(1)), (".5", .float(0.5)), ("0.1", .float(0.1)), ("0", .int(0)),
            ("-0.0", .float(0)), ("true", .bool(true)), ("False", .bool(false)),
            ("yes", .text("yes")), ("off", .text("off")), ("'1e-5'", .text("1e-5")),
            ("\"7\"", .text("7")), ("1e", .text("1e")), ("0x10", .text("0x10")),
            ("1_000", .text("1_000")), ("12:30", .text("12:30")), ("1.2.3", .text("1.2.3")),
            ("'null'", .text("null")), ("!!str 5", .text("5")),
        ]
        for (text, value) in cases {
            #expect(try domain(text) == .categorical([value]), "\(text)")
        }
    }

    @Test(
        "Choices that mix ints and floats are floats; with a text among them they stay as they are")
    func mixedChoices() throws {
        #expect(try domain("[0, 1e-3]") == .categorical([.float(0), .float(0.001)]))
        #expect(
            try domain("[0, 1.5, none]") == .categorical([.int(0), .float(1.5), .text("none")]))
        #expect(
            try domain("{ type: categorical, choices: [a, true] }")
                == .categorical([.text("a"), .bool(true)]))
    }

    @Test("Every kind of domain is read")
    func domains() throws {
        #expect(
            try domain("{ type: float, low: 0, high: 1 }") == .float(FloatDomain(low: 0, high: 1)))
        #expect(
            try domain("{ type: float, low: 1e-5, high: 1e-1, distribution: log }")
                == .float(FloatDomain(low: 1e-5, high: 0.1, distribution: .logUniform)))
        #expect(
            try domain("{ type: float, low: 0, high: 0.5, step: 0.05 }")
                == .float(FloatDomain(low: 0, high: 0.5, step: 0.05)))
        let unbounded = Double.greatestFiniteMagnitude
        #expect(
            try domain("{ type: float, distribution: normal, mean: 1, deviation: 2 }")
                == .float(
                    FloatDomain(
                        low: -unbounded, high: unbounded,
                        distribution: .normal(mean: 1, deviation: 2))))
        #expect(
            try domain("{ type: float, distribution: log-normal, mean: -7, deviation: 1, high: 1 }")
                == .float(
                    FloatDomain(low: 0, high: 1, distribution: .logNormal(mean: -7, deviation: 1))))
        #expect(
            try domain("{ type: int, low: 16, high: 256, step: 16 }")
                == .int(IntDomain(low: 16, high: 256, step: 16)))
        #expect(
            try domain("{ type: int, low: 1, high: 256, distribution: log }")
                == .int(IntDomain(low: 1, high: 256, distribution: .logUniform)))
        #expect(
            try domain(
                "{ type: pool, size: 3, fixed: [0], from: { type: float, low: 1, high: 2 } }")
                == .pool(
                    PoolDomain(
                        source: .float(FloatDomain(low: 1, high: 2)), size: 3, fixed: [.float(0)])))
    }

    @Test("Anchors and aliases stand for what they name")
    func aliases() throws {
        let job = try job(
            nullJob(
                "trials: 4",
                space: "  x: &range { type: float, low: 0, high: 1 }\n  y: *range\n  z: [&one 1, 2]"
            ))
        #expect(job.space["y"]?.domain == job.space["x"]?.domain)
        #expect(job.space["z"]?.domain == .categorical([.int(1), .int(2)]))
    }

    @Test("Line ends of other systems and a byte order mark change nothing")
    func lineEnds() throws {
        let text = MistakeCases.autoencoder()
        let plain = try job(text)
        let windows = text.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\r\n")
        #expect(try job(windows) == plain)
        #expect(try job("\u{FEFF}" + text) == plain)
        #expect(
            messages(windows.replacingFirst("trials: 5", with: "trials: x")) == [
                "job.yaml:6:9: trials is 'x', a text; expected an int in 1...10000000"
            ])
    }

    @Test("The TPE sampler is had by its name, or by its type with settings")
    func tpe() throws {
        let plain = try job(nullJob("sampler: tpe\ntrials: 5"))
        #expect(plain.sampler == TPESettings().spec)
        #expect(try job(nullJob("sampler: { type: tpe }\ntrials: 5")) == plain)
        let set = try job(
            nullJob("sampler: { type: tpe, startup: 0, candidates: 9, lag: 1 }\ntrials: 5"))
        #expect(set.sampler == TPESettings(startup: 0, candidates: 9, lag: 1).spec)
        #expect(try job(nullJob("sampler: { type: random }\ntrials: 5")).sampler == .random)
    }

    @Test("The samplers qmc and cma-es are had by their names, or by their types with settings")
    func qmcAndCMAES() throws {
        #expect(try job(nullJob("sampler: qmc\ntrials: 5")).sampler == QMCSettings().spec)
        let halton = "sampler: { type: qmc, sequence: halton, scrambled: false }\ntrials: 5"
        #expect(
            try job(nullJob(halton)).sampler
                == QMCSettings(sequence: .halton, scrambled: false).spec)
        #expect(try job(nullJob("sampler: cma-es\ntrials: 5")).sampler == CMAESSettings().spec)
        let set = "sampler: { type: cma-es, population: 6, sigma: 1, restarts: bipop, lag: 2 }"
        #expect(
            try job(nullJob(set + "\ntrials: 5")).sampler
                == CMAESSettings(population: 6, sigma: 1, restarts: .bipop, lag: 2).spec)
    }

    @Test("A grid without a number of trials has as many as its space has configurations")
    func gridTrials() throws {
        let space = "  x: [1, 2, 3]\n  y: { type: float, low: 0, high: 1, step: 0.25 }"
        #expect(try job(nullJob("sampler: grid", space: space)).trials == 15)
        let pool =
            space
            + "\n  z: { type: pool, size: 2, fixed: [0], from: { type: int, low: 1, high: 9 } }"
        #expect(try job(nullJob("sampler: grid\ntrials: 45", space: pool)).trials == 45)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }

    @Test("Brackets that are nested too deeply are refused in words, at their place")
    func nesting() {
        let text = "study: " + String(repeating: "[", count: 5_000)
        let error = #expect(throws: JobFileError.self) {
            try JobFile.parse(text: text, file: "job.yaml")
        }
        let message = error?.description ?? ""
        #expect(message.hasPrefix("job.yaml:1:"), "\(message)")
        #expect(message.contains("lists and mappings are nested too deeply here"), "\(message)")
        #expect(!message.contains("yaml_"), "\(message)")
    }
}
