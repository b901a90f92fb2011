import StudyModel
import Testing

@testable import UserPrograms

@Suite("The results of a program")
struct ResultTests {
    private typealias Conclusion = ResultCollector.Conclusion

    private func settings(
        _ metrics: [String] = ["loss"], resumes: Bool = true
    ) -> ProgramSettings {
        ProgramSettings(
            command: .words(["a"]), metrics: metrics.map { .init($0) }, resumes: resumes)
    }

    private func collect(
        _ lines: [String], _ settings: ProgramSettings? = nil, epochs: Int = 10, until: Int = 10,
        earlier: [IntermediateResult] = []
    ) throws -> (conclusion: ResultCollector.Conclusion, collector: ResultCollector) {
        var collector = try ResultCollector(
            settings ?? self.settings(),
            .init(epochs: epochs, until: until, earlier: earlier))
        for line in lines { _ = collector.take(Array(line.utf8), from: .output) }
        let conclusion = collector.conclude()
        return (conclusion, collector)
    }

    private func report(_ epoch: Int, _ loss: Double) -> String {
        "podium: {\"epoch\": \(epoch), \"loss\": \(loss)}"
    }

    private func result(_ epoch: Int, _ loss: Double) -> IntermediateResult {
        IntermediateResult(epoch: epoch, metrics: ["loss": loss])
    }

    /// The reason of a failure.
    private func reason(_ conclusion: ResultCollector.Conclusion) -> String {
        if case .failed(let reason) = conclusion { reason } else { "\(conclusion)" }
    }

    @Test("Lines with epochs are intermediate results, and the last one is the outcome")
    func epochs() throws {
        var collector = try ResultCollector(settings(), .init(epochs: 3, until: 3))
        #expect(collector.take(Array("hello".utf8), from: .output).isEmpty)
        #expect(collector.take(Array(report(1, 0.5).utf8), from: .output) == [result(1, 0.5)])
        #expect(collector.take(Array(report(2, 0.4).utf8), from: .errors).isEmpty, "not its output")
        #expect(collector.take(Array(report(3, 0.3).utf8), from: .output) == [result(3, 0.3)])
        #expect(collector.conclude() == .complete(metrics: ["loss": 0.3]))
    }

    @Test("A line without an epoch is the final result")
    func final() throws {
        let only = try collect(["podium: {\"loss\": 0.25, \"other\": 3}"])
        #expect(only.conclusion == .complete(metrics: ["loss": 0.25]))
        #expect(only.collector.results == [result(10, 0.25)])
        let both = try collect(
            [report(1, 0.5), "podium: {\"accuracy\": 1}"], settings(["loss", "accuracy"]))
        #expect(both.conclusion == .complete(metrics: ["loss": 0.5, "accuracy": 1]))
        #expect(both.collector.results == [result(1, 0.5)])
    }

    @Test("A program may end before its last epoch, by its own early stopping")
    func early() throws {
        #expect(try collect([report(4, 0.5)]).conclusion == .complete(metrics: ["loss": 0.5]))
        // In an earlier segment it says so by a final result.
        let lines = [report(4, 0.5), "podium: {\"loss\": 0.5}"]
        #expect(try collect(lines, until: 6).conclusion == .complete(metrics: ["loss": 0.5]))
        let silent = try collect([report(4, 0.5)], until: 6).conclusion
        #expect(reason(silent).hasPrefix("it ended after epoch 4, but PODIUM_UNTIL_EPOCH is 6"))
    }

    @Test("A segment ends with the result of its last epoch")
    func segments() throws {
        let first = try collect([report(1, 0.5), report(3, 0.3)], until: 3)
        #expect(first.conclusion == .reached)
        #expect(first.collector.results == [result(1, 0.5), result(3, 0.3)])
        let second = try collect(
            [report(4, 0.2), report(10, 0.1)], earlier: first.collector.results)
        #expect(second.conclusion == .complete(metrics: ["loss": 0.1]))
        #expect(second.collector.results.map(\.epoch) == [1, 3, 4, 10])
        // A final result at the segment's end is part of its result.
        let lines = [report(3, 0.3), "podium: {\"loss\": 0.25, \"accuracy\": 1}"]
        let joined = try collect(lines, settings(["loss", "accuracy"]), until: 3)
        #expect(joined.conclusion == .reached)
        #expect(joined.collector.results.map(\.metrics) == [["loss": 0.25, "accuracy": 1]])
        // Without epochs, the only result is that of the segment's end.
        let one = try collect(["podium: {\"loss\": 2}"], until: 3)
        #expect(one.conclusion == .reached && one.collector.results == [result(3, 2)])
        // A checkpoint that has everything already.
        #expect(
            try collect([], earlier: [result(10, 1)]).conclusion == .complete(metrics: ["loss": 1]))
    }

    @Test("Epochs that a resumed program repeats are ignored")
    func repeatedAfterResuming() throws {
        let found = try collect(
            [report(2, 9), report(3, 9), report(4, 0.4)], until: 4,
            earlier: [result(2, 0.2), result(3, 0.3)])
        #expect(found.conclusion == .reached)
        #expect(found.collector.results == [result(2, 0.2), result(3, 0.3), result(4, 0.4)])
    }

    @Test("Epochs grow and lie in the trial", arguments: [[3, 3], [3, 2], [0], [-1], [11]])
    func order(epochs: [Int]) throws {
        let found = try collect(epochs.map { report($0, 1) })
        #expect(reason(found.conclusion).contains("line \(epochs.count) of its output"))
        #expect(reason(found.conclusion).contains("expected"))
    }

    @Test("A program that resumes ends at the end of its segment; another one is ended there")
    func beyond() throws {
        let lines = [report(1, 1), report(2, 2), report(3, 3), report(4, 4)]
        let late = try collect(lines, until: 2)
        #expect(reason(late.conclusion).contains("epoch 3, but PODIUM_UNTIL_EPOCH is 2"))
        let ended = try collect(lines, settings(resumes: false), until: 2)
        #expect(ended.conclusion == .reached && ended.collector.hasReachedEnd)
        #expect(ended.collector.results == [result(1, 1), result(2, 2)])
        let whole = try collect(lines, settings(resumes: false), epochs: 4, until: 4)
        #expect(!whole.collector.hasReachedEnd)
    }

    @Test("NaN and infinity are failures that name the metric and the epoch")
    func notFinite() throws {
        let found = try collect([report(1, 0.5), "podium: {\"epoch\": 2, \"loss\": NaN}"])
        #expect(found.conclusion == .failed("loss became nan in epoch 2 of 10"))
        #expect(found.collector.results == [result(1, 0.5)])
        let final = try collect(["podium: {\"loss\": -Infinity}"])
        #expect(final.conclusion == .failed("loss became -inf (line 1 of its output)"))
    }

    @Test("What is missing, and what can't be read, is named")
    func missing() throws {
        let none = try collect(["loss: 3"]).conclusion
        #expect(reason(none).hasPrefix("it reported no metric; expected lines such as podium: {"))
        let part = try collect(["podium: {\"loss\": 3}"], settings(["loss", "accuracy"]))
        #expect(
            part.conclusion
                == .failed("it reported no accuracy; found loss, expected loss, accuracy"))
        let noise = try collect(["a", "podium: {loss: 3}"]).conclusion
        #expect(reason(noise).hasPrefix("line 2 of its output is no report"))
        let text = try collect(["podium: {\"loss\": \"low\"}"]).conclusion
        #expect(reason(text).contains("loss is \"low\"; expected a number"))
        let long = "podium: {\"loss\": 3, \"x\": \"" + String(repeating: "a", count: 70_000)
        let cut = try collect([String(long.prefix(OutputLines.largest))]).conclusion
        #expect(reason(cut).contains("no report: it has 65536 bytes or more; expected a shorter"))
        let half = try collect(["podium: {\"epoch\": 1.5, \"loss\": 1}"]).conclusion
        #expect(reason(half).contains("the epoch is no whole number"))
    }

    @Test("A results file has what lines would have")
    func file() throws {
        var settings = settings()
        settings.results = "r.json"
        var collector = try ResultCollector(settings, .init(epochs: 3, until: 3))
        #expect(collector.take(Array(report(1, 1).utf8), from: .output).isEmpty)
        let text = "[{\"epoch\": 1, \"loss\": 3}, {\"epoch\": 3, \"loss\": 2}]"
        collector.take(resultsFile: Array(text.utf8), name: "r.json")
        #expect(collector.results == [result(1, 3), result(3, 2)])
        #expect(collector.conclude() == .complete(metrics: ["loss": 2]))
        var damaged = try ResultCollector(settings, .init(epochs: 3, until: 3))
        damaged.take(resultsFile: Array("{".utf8), name: "r.json")
        #expect(damaged.conclude() == .failed("r.json is no list of results: it ends before '\"'"))
    }

    @Test("Texts that say why a run failed are found in every stream")
    func signs() throws {
        var settings = settings()
        settings.failOn = ["out of memory"]
        settings.rejectOn = ["No module"]
        var collector = try ResultCollector(settings, .init(epochs: 1, until: 1))
        _ = collector.take(Array("CUDA out of memory.".utf8), from: .errors)
        #expect(collector.failSign == "out of memory" && collector.rejectSign == nil)
        _ = collector.take(Array("No module named x".utf8), from: .output)
        #expect(collector.rejectSign == "No module")
    }
}

@Suite("Metrics that patterns find")
struct PatternTests {
    private func collect(
        _ patterns: [(String, String)], _ lines: [String], epochs: Int = 10, until: Int = 10,
        resumes: Bool = true
    ) throws -> (conclusion: ResultCollector.Conclusion, collector: ResultCollector) {
        let settings = ProgramSettings(
            command: .words(["a"]), metrics: patterns.map { .init($0.0, pattern: $0.1) },
            resumes: resumes)
        var collector = try ResultCollector(settings, .init(epochs: epochs, until: until))
        for line in lines { _ = collector.take(Array(line.utf8), from: .errors) }
        return (collector.conclude(), collector)
    }

    private static let loss = ("loss", #"loss[:=]\s*([-+.\deE]+)"#)

    @Test("The last match counts, in all output")
    func last() throws {
        let found = try collect([Self.loss], ["loss: 3", "x loss=2e-1 loss=1e-1", "end"])
        #expect(found.conclusion == .complete(metrics: ["loss": 0.1]))
    }

    @Test("A pattern for the epoch gives intermediate results: the last values of each epoch")
    func epochs() throws {
        let lines = [
            "Epoch 1/10", "5% loss: 9", "100% loss: 3", "Epoch 2/10", "loss: 2",
            "Epoch 3/10 loss: 1",
        ]
        let found = try collect([("epoch", #"Epoch (\d+)/"#), Self.loss], lines)
        #expect(
            found.collector.results.map { "\($0.epoch) \($0.metrics)" }
                == ["1 [\"loss\": 3.0]", "2 [\"loss\": 2.0]", "3 [\"loss\": 1.0]"])
        #expect(found.conclusion == .complete(metrics: ["loss": 1]))
        let ended = try collect(
            [("epoch", #"Epoch (\d+)/"#), Self.loss], lines, until: 2, resumes: false)
        #expect(ended.collector.hasReachedEnd && ended.conclusion == .reached)
    }

    @Test("A pattern without exactly one group, or that does not compile, is refused")
    func mistakes() {
        for pattern in ["loss", "(a)(b)", "(", "[a", "(?:a)"] {
            #expect(throws: ReportMistake.self, "\(pattern)") { try MetricPattern("a", pattern) }
        }
        #expect((try? MetricPattern("a", #"(?:x|y)=(\d+)"#)) != nil)
    }

    @Test("A match that is no number, or none at all, is a failure that says so")
    func failures() throws {
        let word = try collect([("loss", "loss (.*)")], ["loss low"]).conclusion
        #expect(
            word == .failed("line 1 of its errors: loss is 'low'; expected a number"))
        #expect(
            try collect([Self.loss], ["nothing"]).conclusion
                == .failed("no pattern of `metrics` matched its output"))
    }
}
