import Files
import Foundation
import Models
import StudyModel
import Testing

@testable import JobFiles

@Suite("A job file's text with other values")
struct JobTextTests {
    private let block = """
        # What it is for.
        study: one   # the name
        objective: "null"
        epochs: '3'
        space:
          x: { type: float, low: 0, high: 1 }   # a comment
        # the end

        """

    private func changed(_ text: String, _ key: String, _ value: String) -> String {
        var job = JobText(text)
        job.set(key, to: value)
        return job.text
    }

    @Test("A value is put in place of another, and all else stays")
    func replaced() {
        #expect(changed(block, "study", "two") == block.replacing("study: one", with: "study: two"))
        #expect(changed(block, "epochs", "10") == block.replacing("'3'", with: "10"))
        #expect(
            changed(block, "objective", "gan") == block.replacing("\"null\"", with: "gan"))
        let flow = "{ study: one, epochs: 3, space: { x: 1 } }"
        #expect(changed(flow, "epochs", "4") == "{ study: one, epochs: 4, space: { x: 1 } }")
        let quoted = #"{ study: 'it''s', purpose: "a \"b\" c", epochs: 3 }"#
        #expect(
            changed(quoted, "study", "x") == #"{ study: x, purpose: "a \"b\" c", epochs: 3 }"#)
        #expect(changed(quoted, "purpose", "y") == #"{ study: 'it''s', purpose: y, epochs: 3 }"#)
    }

    @Test("A key that is missing is added before the others")
    func added() {
        #expect(
            changed(block, "seed", "7")
                == block.replacing("study: one", with: "seed: 7\nstudy: one"))
        #expect(
            changed("  study: x\n  epochs: 1\n", "seed", "7")
                == "  seed: 7\n  study: x\n  epochs: 1\n")
        #expect(changed("{study: x}", "seed", "7") == "{seed: 7, study: x}")
        #expect(changed("\u{FEFF}study: x\n", "seed", "7") == "seed: 7\nstudy: x\n")
    }

    @Test("What can't be changed without doubt stays as it is")
    func doubtful() {
        for text in [
            "purpose: |\n  two\n  lines\n", "purpose: two\n  lines\n", "no: [yaml", "", "- a\n",
        ] {
            #expect(changed(text, "purpose", "x") == text)
        }
    }

    @Test("With options it is read as the job with these options", arguments: ["block", "flow"])
    func options(style: String) throws {
        let text =
            style == "block"
            ? """
            study: grown
            objective: "null"
            space:
              x: { type: float, low: 0, high: 1 }
            trials: 50   # fifty
            """
            : #"{ study: grown, objective: "null", trials: 50, "#
                + "space: { x: { type: float, low: 0, high: 1 } } }"
        let overrides = JobOverrides(trials: 80, epochs: 3, seed: .max, study: "2020")
        let loaded = try JobFile.parse(text: text, file: "jobs/grown.yaml", overrides: overrides)
        let again = try JobFile.parse(text: loaded.text(in: "results/2020"), file: "job.yaml")
        #expect(again.job == loaded.job)
        #expect(again.job.trials == 80 && again.job.study == "2020")
    }

    @Test("Files are found from another directory")
    func files() {
        var text = JobText(
            """
            pretrained: { file: ../results/table-1/model/model.safetensors, parts: [encoder] }
            quality:
              features: 'my features.safetensors'
            dataset:
              train: { values: data/x.mat, labels: { file: x.mat } }
              test: { values: /data/x.npy }
            then:
              - train
              - evaluate: { data: made-later.mat, noise: 0.1 }
            """)
        text.moveFiles(from: "/work/jobs", to: "/work/results/one")
        #expect(
            text.text == """
                pretrained: { file: ../table-1/model/model.safetensors, parts: [encoder] }
                quality:
                  features: '../../jobs/my features.safetensors'
                dataset:
                  train: { values: ../../jobs/data/x.mat, labels: { file: ../../jobs/x.mat } }
                  test: { values: /data/x.npy }
                then:
                  - train
                  - evaluate: { data: made-later.mat, noise: 0.1 }
                """)
        var back = text
        back.moveFiles(from: "/work/results/one", to: "/work/jobs")
        back.moveFiles(from: "/work/jobs", to: "/work/results/one")
        #expect(back == text)
        var far = JobText("pretrained: { file: weights.safetensors }")
        far.moveFiles(from: "/a/b", to: "/c/d")
        #expect(far.text == "pretrained: { file: /a/b/weights.safetensors }")
        var table = JobText("dataset: { table: a.csv, target: y, test: b.csv }")
        table.moveFiles(from: "/work/jobs", to: "/work/results/one")
        #expect(
            table.text
                == "dataset: { table: ../../jobs/a.csv, target: y, test: ../../jobs/b.csv }")
    }

    @Test("Settings of inactive parameters are left out of a job of one configuration")
    func inactive() throws {
        let text = """
            study: s
            objective: autoencoder
            dataset: mnist
            epochs: 2
            trials: 8
            model:
              encoder: [flatten, { linear: { units: 9 } }, { dropout: $rate }, relu, { linear: 4 }]
              decoder: [{ dropout: { probability: $rate } }, { linear: 784 }]
            training: { momentum: $m, nesterov: $nes, batch_size: 100 }
            space:
              optimizer: [Adam, SGD]
              learning_rate: 0.1
              rate: { type: float, low: 0.1, high: 0.2, when: { optimizer: SGD } }
              m: { type: float, low: 0.1, high: 0.9, when: { optimizer: SGD } }
              nes: { type: categorical, choices: [true, false], when: { optimizer: SGD } }
            """
        let edited = text.replacing(", batch_size: 100", with: "")
        let job = try JobFile.parse(text: edited, file: "s.yaml").job
        let adam = Configuration([
            .init("optimizer", .text("Adam")), .init("learning_rate", .float(0.1)),
        ])
        let one = try JobText(edited).withConstants(adam, study: "one")
        let read = try JobFile.parse(text: one, file: "one.yaml").job
        #expect(read.space.parameters.count == 2 && !one.contains("$"))
        // The standard probability of dropout, and no momentum.
        let networks = try [job, read].map {
            try JobNetwork.networks(of: NetworkJob($0), in: adam)
        }
        #expect(networks[0] == networks[1])
    }

    @Test("Names are those of the options that change what a trial is")
    func names() throws {
        let job = try JobFile.parse(
            text: "study: s\nobjective: 'null'\ntrials: 5\nseed: 2\nspace: { x: [1, 2] }\n",
            file: "s.yaml"
        ).job
        func name(_ overrides: JobOverrides) -> String? { overrides.named(after: job).study }
        #expect(name(JobOverrides()) == nil)
        #expect(name(JobOverrides(trials: 9)) == nil)
        #expect(name(JobOverrides(epochs: 1, seed: 2)) == nil)
        #expect(name(JobOverrides(epochs: 4)) == "s-epochs-4")
        #expect(name(JobOverrides(trials: 9, epochs: 4, seed: 3)) == "s-epochs-4-seed-3")
        #expect(name(JobOverrides(epochs: 4, study: "mine")) == "mine")
    }

    @Test("Every shipped job is, with a configuration's values as constants, a job of one trial")
    func constants() throws {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("jobs")
        let names = try Directory.names(in: directory.path)
            .filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(names.count > 5)
        for name in names {
            let path = directory.appendingPathComponent(name).path
            let environment = JobEnvironment(
                array: { path, _ in throw Absent(path: path) },
                file: { InputFile(path: $0, sha256: "", byteCount: 0) })
            let loaded = try JobFile.read(path: path, environment: environment)
            let space = loaded.job.space
            let configuration = Configuration(
                space.parameters.map { Configuration.Entry($0.name, $0.domain.someValue) })
            let text = try JobText(loaded.text).withConstants(configuration, study: "one-trial")
            let one = try JobFile.parse(text: text, file: path, environment: environment).job
            #expect(one.trials == 1 && one.study == "one-trial")
            for entry in configuration.entries {
                #expect(one.space[entry.name]?.domain == .categorical([entry.value]), "\(name)")
            }
            #expect(one.objective == loaded.job.objective && one.epochs == loaded.job.epochs)
        }
    }

    private struct Absent: Error { var path: String }
}

extension Domain {
    /// Any value of the domain.
    fileprivate var someValue: ParameterValue {
        switch self {
        case .float(let domain): .float(max(domain.low, min(domain.high, 0.125)))
        case .int(let domain): .int(domain.low)
        case .categorical(let choices): choices[choices.count - 1]
        case .pool(let pool):
            switch pool.source {
            case .float: .float(0.5)
            case .int(let domain): .int(domain.low)
            }
        }
    }
}
