import StudyModel
import Testing

@testable import JobFiles

/// What a job does after its search.
@Suite struct StageTests {
    private func read(
        _ then: String, step: @escaping @Sendable (StudyStage) -> String? = { _ in nil }
    ) throws(JobFileError) -> Job {
        let text = """
            study: s
            objective: "null"
            metric: { name: validation_loss, direction: minimize }
            trials: 3
            space: { x: [1, 2, 3] }
            then: \(then)
            """
        let environment = JobEnvironment(
            array: JobEnvironment.none.array, file: JobEnvironment.none.file, stage: step)
        return try JobFile.parse(text: text, file: "j.yaml", environment: environment).job
    }

    @Test("Steps are commands with options: values, lists and flags")
    func steps() throws {
        let job = try read(
            "[train, evaluate: { noise: [0.1, 1e-3], salt_pepper: 0.2, again: true, x: false }]")
        #expect(
            job.stages == [
                StudyStage(.train),
                StudyStage(
                    .evaluate,
                    [
                        StudyStage.Option("noise", ["0.1", "1e-3"]),
                        StudyStage.Option("salt-pepper", ["0.2"]), StudyStage.Option("again", []),
                    ]),
            ])
        #expect(
            job.stages[1].words == ["--noise=0.1,1e-3", "--salt-pepper=0.2", "--again"])
    }

    @Test("Steps are no part of what trials depend on")
    func fingerprint() throws {
        let (one, other) = (try read("[train]"), try read("[report]"))
        #expect(one.fingerprint == other.fingerprint)
        let differences = JobComparison.differences(recorded: one, requested: other)
        #expect(differences.map(\.field) == ["then"])
        #expect(differences.map(\.verdict) == [.free])
    }

    @Test(
        "Mistakes are told with their place",
        arguments: [
            ("train", "then is 'train'"), ("[trian]", "did you mean 'train'"),
            ("[{ train: {}, report: {} }]", "then[1] has 2 commands"),
            ("[train: { epochs: { a: 1 } }]", "then[1].train.epochs is a mapping"),
            ("[train: 3]", "then[1].train is 3"),
        ])
    func mistakes(then: String, text: String) {
        let error = #expect(throws: JobFileError.self) { try read(then) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("j.yaml:6:"), "\(text)")
        #expect(text.contains(text), "\(text)")
    }

    @Test("What a command says against its options is told at the step")
    func complaints() {
        let error = #expect(throws: JobFileError.self) {
            try read("[train, latent: { method: umap }]") {
                $0.command == .latent ? "no such method" : nil
            }
        }
        #expect(error.map { "\($0)" }?.contains("then[2].latent: no such method") == true)
    }
}
