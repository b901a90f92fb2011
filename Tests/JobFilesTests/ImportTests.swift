import StudyModel
import Testing

@testable import JobFiles

@Suite("Sweeps and experiments of other programs")
struct ImportTests {
    private static let sweep = """
        program: train.py
        name: First sweep!
        method: bayes
        metric:
          name: val/loss
          goal: maximize
        run_cap: 20
        parameters:
          learning_rate: { distribution: log_uniform_values, min: 1e-5, max: 0.1 }
          batch_size: { values: [16, 32, 64] }
          optimizer: { values: [adam, "sgd"], probabilities: [0.9, 0.1] }
          units: { min: 4, max: 128 }
          dropout: { min: 0.0, max: 0.5 }
          rounded: { distribution: q_uniform, min: 0, max: 10, q: 5 }
          epochs: { value: 27 }
          skip: { values: [true, null] }
          schedule:
            parameters:
              warmup: { distribution: normal, mu: 1, sigma: 0.5 }
          odd: { distribution: beta }
        early_terminate: { type: hyperband, min_iter: 3, eta: 3, max_iter: 27 }
        controller: { type: local }
        """

    private static let experiment = """
        apiVersion: kubeflow.org/v1beta1
        kind: Experiment
        metadata: { name: random-example, namespace: kubeflow }
        spec:
          objective:
            type: minimize
            goal: 0.001
            objectiveMetricName: loss
            additionalMetricNames: [accuracy]
          algorithm: { algorithmName: bayesianoptimization }
          parallelTrialCount: 3
          maxTrialCount: 12
          maxFailedTrialCount: 3
          parameters:
            - name: lr
              parameterType: double
              feasibleSpace: { min: "0.01", max: "0.05", distribution: logUniform }
            - name: num-layers
              parameterType: int
              feasibleSpace: { min: "2", max: "5" }
            - name: optimizer
              parameterType: categorical
              feasibleSpace: { list: [sgd, "1"] }
            - name: momentum
              parameterType: discrete
              feasibleSpace: { list: ["0.5", "0.9"] }
            - name: broken
              parameterType: double
          trialTemplate:
            primaryContainerName: training
            trialParameters:
              - { name: learningRate, reference: lr }
              - { name: layers, reference: num-layers }
            trialSpec:
              apiVersion: batch/v1
              kind: Job
              spec:
                template:
                  spec:
                    containers:
                      - name: training
                        image: docker.io/example/mnist
                        command: ["python3", "/opt/net.py", "--lr=${trialParameters.learningRate}",
                          "--layers=${trialParameters.layers}", "--bad=${trialParameters.none}"]
                        resources: { limits: { cpu: "2" } }
        """

    private func domain(_ job: Job, _ name: String) -> Domain? {
        job.space.parameters.first { $0.name == name }?.domain
    }

    @Test("A W&B sweep becomes a job file that reads, and what is lost is named with its line")
    func sweep() throws {
        let imported = try ImportedJob.convert(text: Self.sweep, file: "sweep.yaml")
        // The program is not here.
        let text = imported.text.replacing("files: [train.py]\n", with: "")
        let job = try JobFile.parse(text: text, file: "job.yaml").job
        #expect(job.study == "First-sweep")
        #expect(job.metric == Metric(name: "val/loss", direction: .maximize))
        #expect(job.sampler.type == "gp")
        #expect(job.trials == 20)
        #expect(job.epochs == 27)
        #expect(job.scheduler.type == "asha")
        #expect(
            domain(job, "batch_size") == .categorical([.int(16), .int(32), .int(64)]))
        #expect(domain(job, "optimizer") == .categorical([.text("adam"), .text("sgd")]))
        #expect(domain(job, "epochs_") == .categorical([.int(27)]))
        for name in ["learning_rate", "units", "dropout", "rounded", "schedule_warmup", "skip"] {
            #expect(domain(job, name) != nil, "\(name)")
        }
        #expect(domain(job, "odd") == nil)
        #expect(imported.text.contains("'--schedule.warmup={schedule_warmup}'"))
        // The macro {epochs} is Podium's.
        #expect(imported.text.contains("'--epochs={epochs_}'"))
        let remarks = imported.remarks.map(\.description)
        for part in [
            "sweep.yaml:11:", "all choices are equally likely", "'beta' has no counterpart",
            "'controller' has no counterpart", "PODIUM_UNTIL_EPOCH", "podium: {\"val/loss\": 0.1}",
        ] {
            #expect(remarks.contains { $0.contains(part) }, "\(part): \(remarks)")
        }
    }

    @Test("Every macro of a sweep's command is converted or named")
    func command() throws {
        let text = """
            program: train.py
            method: random
            parameters: { x: { min: 0.0, max: 1.0 } }
            command: ["${env}", "${interpreter}", "${program}", "--fixed={1}", "${args_no_hyphens}",
              "${envvar:HOME}"]
            """
        let imported = try ImportedJob.convert(text: text, file: "s.yaml")
        #expect(
            imported.text.contains(
                "command: [/usr/bin/env, python3, train.py, '--fixed={{1}}', 'x={x}', "))
        #expect(imported.remarks.contains { $0.description.contains("${envvar:HOME}") })
        #expect(imported.remarks.contains { $0.description.contains("no number of trials") })
    }

    @Test("Distributions, names and values of a sweep keep their meaning")
    func meaning() throws {
        let text = """
            program: train.py
            method: grid
            metric: { name: val loss }
            parameters:
              x: { distribution: log_normal, mu: 2, sigma: 0.5 }
              q: { distribution: q_uniform, min: 1, max: 10, q: 4 }
              ql: { distribution: q_log_uniform_values, min: 1, max: 100, q: 10 }
              text: { value: "two\\nlines" }
              none: { value: null }
              empty: { values: [] }
              endless: { values: [1, .inf] }
            """
        let imported = try ImportedJob.convert(text: text, file: "s.yaml")
        // A grid has all its configurations, as in the sweep.
        #expect(!imported.text.contains("trials:"))
        let sampled = imported.text.replacing("sampler: grid", with: "sampler: random\ntrials: 3")
            .replacing("files: [train.py]\n", with: "")
        let job = try JobFile.parse(text: sampled, file: "job.yaml").job
        #expect(job.metric.name == "val_loss")
        #expect(
            imported.text.contains(
                "x: { type: float, distribution: log-normal, mean: 2, deviation: 0.5 }"))
        // Multiples of the step, which the limits needn't be.
        #expect(imported.text.contains("q: { type: int, low: 0, high: 12, step: 4 }"))
        #expect(
            imported.text.contains(
                "ql: { type: int, low: 10, high: 100, distribution: log, step: 10 }"))
        #expect(domain(job, "text") == .categorical([.text("two\nlines")]))
        #expect(domain(job, "none") == .categorical([.null]))
        #expect(domain(job, "empty") == nil && domain(job, "endless") == nil)
        let remarks = imported.remarks.map(\.description)
        for part in ["named val_loss", "empty has no values", "endless: a value is a list"] {
            #expect(remarks.contains { $0.contains(part) }, "\(part): \(remarks)")
        }
    }

    @Test("The pattern of a Katib metric does not find another one whose name ends like it")
    func patterns() throws {
        let imported = try ImportedJob.convert(text: Self.experiment, file: "katib.yaml")
        let line = try #require(imported.text.split(separator: "\n").first { $0.contains("loss:") })
        let pattern = line.drop { $0 != "'" }.dropFirst().dropLast()
        let regex = try Regex(String(pattern))
        #expect(try regex.firstMatch(in: "loss=0.25")?.output[1].substring == "0.25")
        #expect(try regex.firstMatch(in: "step 3, loss = 1e-3")?.output[1].substring == "1e-3")
        #expect(try regex.firstMatch(in: "val_loss=0.75") == nil)
        #expect(try regex.firstMatch(in: "val-loss=0.75") == nil)
    }

    @Test("A Katib experiment becomes a job file with patterns for its metrics")
    func experiment() throws {
        let imported = try ImportedJob.convert(text: Self.experiment, file: "katib.yaml")
        let job = try JobFile.parse(text: imported.text, file: "job.yaml").job
        #expect(job.study == "random-example")
        #expect(job.objective.metrics.map(\.name) == ["loss", "accuracy"])
        #expect(job.metric == Metric(name: "loss"))
        #expect(job.budget.target == 0.001)
        #expect(job.maxFailures == 3 && job.trials == 12)
        #expect(domain(job, "optimizer") == .categorical([.text("sgd"), .text("1")]))
        #expect(domain(job, "momentum") == .categorical([.float(0.5), .float(0.9)]))
        #expect(imported.text.contains("'--lr={lr}', '--layers={num_layers}'"))
        let remarks = imported.remarks.map(\.description)
        for part in [
            "broken lacks a feasibleSpace", "sampler gp", "the image is not used",
            "resources are not converted", "a parameter that is not declared", "number of slots",
        ] {
            #expect(remarks.contains { $0.contains(part) }, "\(part): \(remarks)")
        }
    }

    @Test("Other files are refused with what was expected")
    func others() throws {
        for (text, part) in [
            ("", "is empty"), ("a: [", "f.yaml:1:4: the bracket that opens here isn't closed"),
            ("a: {b: 1, c: \"]\" # }\n", "f.yaml:1:4: the brace that opens here isn't closed"),
            ("study: x\nspace: {}\n", "neither a W&B sweep"),
            ("- 1\n", "neither a W&B sweep"),
        ] {
            let error = #expect(throws: JobFileError.self) {
                try ImportedJob.convert(text: text, file: "f.yaml")
            }
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        }
    }
}
