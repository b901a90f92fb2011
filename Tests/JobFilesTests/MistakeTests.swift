import Foundation
import JobFiles
import StudyModel
import Testing

/// What is said about job files with mistakes.
@Suite struct MistakeTests {
    @Test("Every mistake has its message, as recorded")
    func recordedMessages() throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/mistakes.txt")
        let found = MistakeCases.all.map { name, text in
            "# \(name)\n" + messages(text).joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try found.write(to: golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: golden, encoding: .utf8)
        #expect(found == expected)
    }

    @Test("Every one of the recorded cases is refused", arguments: MistakeCases.all.map(\.name))
    func refused(name: String) throws {
        let text = try #require(MistakeCases.all.first { $0.name == name }?.text)
        #expect(!messages(text).isEmpty)
    }

    @Test("Every message has the line and the column, unless it is about the whole file")
    func places() {
        for (name, text) in MistakeCases.all {
            for message in messages(text) {
                let hasPlace = message.wholeMatch(of: /job\.yaml(:\d+:\d+)?: .+/) != nil
                #expect(hasPlace, "\(name): \(message)")
            }
        }
    }

    @Test("All mistakes of a file are reported, in the order of the file")
    func allMistakes() {
        let found = messages(
            """
            study: a/b
            objectve: null
            trials: 0
            trials: -1
            seed: x
            table:
              - { parameter: z }
            space:
              y: { type: float, low: 2, high: 1 }
              z: []
            """)
        let lines = found.compactMap {
            $0.split(separator: ":").dropFirst().first.flatMap { Int($0) }
        }
        #expect(lines == [1, 2, 4, 4, 5, 9, 10], "\(found)")
    }

    @Test("A misspelt key gets the nearest one")
    func suggestions() {
        #expect(
            messages(nullJob("trials: 1\nsampelr: random"))
                == ["job.yaml:4:1: unknown key 'sampelr'; did you mean 'sampler'?"])
        #expect(
            messages(nullJob("trials: 1\nmetirc: {}"))
                == ["job.yaml:4:1: unknown key 'metirc'; did you mean 'metric'?"])
    }

    @Test("Options of the command line come before the file's keys, and are checked like them")
    func overrides() throws {
        let loaded = try JobFile.parse(text: MistakeCases.autoencoder(), file: "job.yaml")
        let job = try loaded.applying(JobOverrides(trials: 7, epochs: 9, seed: 11)).job
        #expect((job.trials, job.epochs, job.seed) == (7, 9, 11))
        var expected = loaded.job
        (expected.trials, expected.epochs, expected.seed) = (7, 9, 11)
        #expect(job == expected)
        #expect(
            messages(loaded.text, overrides: JobOverrides(trials: 0, epochs: -1))
                == [
                    "--epochs: -1; expected an int in 1...1000000",
                    "--trials: 0; expected an int in 1...10000000",
                ])
        #expect(
            messages(
                nullJob("sampler: grid", space: "  x: [1, 2]"), overrides: JobOverrides(trials: 3))
                == [
                    "--trials: 3 trials, but the grid has 2 configurations; "
                        + "leave trials out, or use the random sampler"
                ])
    }

    @Test("A path that is no readable job file is refused")
    func paths() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func message(_ path: String) -> String? {
            do throws(JobFileError) {
                _ = try JobFile.read(path: path)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(
            message(folder.path) == "\(folder.path): is a directory; expected a job file "
                + "such as jobs/quickstart.yaml")
        let missing = folder.appending(path: "none.yaml").path
        #expect(message(missing)?.hasPrefix("\(missing): there is no such file") == true)
        let binary = folder.appending(path: "binary.yaml")
        try Data("study: s\nx: ".utf8 + [0xFF, 0xFE]).write(to: binary)
        #expect(
            message(binary.path)
                == "\(binary.path):2:4: the byte here isn't UTF-8; save the file as UTF-8")
        let large = folder.appending(path: "large.yaml")
        try Data(repeating: 0x20, count: JobFile.maximumBytes + 1).write(to: large)
        #expect(message(large.path)?.contains("more than 1048576 bytes") == true)
    }

    @Test("What is allowed and yet hardly meant is warned of")
    func warnings() throws {
        let text = nullJob(
            "trials: 9\ndataset: mnist\nbatch_size: 3", space: "  x: [1, 2]\n  batch_size: 4")
        let warnings = try JobFile.parse(text: text, file: "job.yaml").warnings.map(\.description)
        #expect(
            warnings == [
                "job.yaml:3:9: 9 trials, but the space has only 2 configurations: "
                    + "some will be tried more than once",
                "job.yaml:4:1: the null objective doesn't use 'dataset'",
                "job.yaml:5:1: the null objective doesn't use 'batch_size'",
            ])
        let choices = nullJob(
            "sampler: cma-es\ntrials: 9",
            space: "  x: [1, 2]\n  y: [a, b]\n  z: [false, true]\n  w: [c]")
        let notes = try JobFile.parse(text: choices, file: "job.yaml").warnings
        #expect(
            notes.map(\.description).filter { !$0.contains("configurations") } == [
                "job.yaml:3:1: the cma-es sampler draws y, z at random, because choices that are "
                    + "not numbers have no order; the tpe sampler learns about them"
            ])
    }

    @Test("A warm-up without an end and a minimum above the learning rates are warned of")
    func learningRates() throws {
        func warnings(_ training: String, space: String = "learning_rate: [1e-3, 0.01]") throws
            -> [String]
        {
            let text = """
                study: s
                objective: autoencoder
                dataset: mnist
                trials: 2
                epochs: 4
                training: { \(training) }
                space: { encoding_dimension: 2, hidden_units: 8, \(space) }

                """
            return try JobFile.parse(text: text, file: "j").warnings.map(\.message)
        }
        #expect(try warnings("warm_up: 3, schedule: { kind: cosine, minimum: 1e-3 }").isEmpty)
        #expect(
            try warnings("warm_up: 4") == [
                "training.warm_up takes 4 epochs, and trials have 4; the full learning rate is "
                    + "never reached"
            ])
        #expect(
            try warnings("warm_up: 9, schedule: { kind: exponential, counts: steps }").isEmpty)
        let cosine = "schedule: { kind: cosine, minimum: 0.5 }"
        let high =
            "training.schedule has the minimum 0.5, and the highest learning rate is 0.01; the "
            + "schedule raises the rate, or keeps it"
        #expect(try warnings(cosine) == [high])
        #expect(
            try warnings(
                cosine, space: "learning_rate: { type: float, low: 1e-4, high: 0.01 }")
                == [high])
        #expect(
            try warnings("learning_rate: 0.01, " + cosine, space: "batch_size: [8, 16]")
                == [high])
    }
}
