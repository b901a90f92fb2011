import StudyModel
import Testing

@testable import Reporting

@Suite("Lines that are broken and not cut")
struct WrappedTextTests {
    /// The words of a text, without the breaks and margins.
    private static func text(_ text: some StringProtocol) -> [Substring] {
        String(text).split { $0 == " " || $0 == "\n" }
    }

    @Test("keep all words in their order, within the width")
    func whole() {
        let line = "  best     validation_loss 0.01820  trial 0  a=2 b=0 optimizer=RMSprop 模型=é"
        for width in 8...90 {
            let lines = WrappedText.lines(line, width: width, indent: 11)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(width)")
            let joined = lines.joined().filter { $0 != " " }
            #expect(joined == line.filter { $0 != " " }, "\(width)")
            if width >= 30 {
                #expect(Self.text(lines.joined(separator: "\n")) == Self.text(line), "\(width)")
                #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("           ") })
            }
        }
    }

    @Test("are left as they are where they fit, or where there is no terminal")
    func short() {
        #expect(WrappedText.lines("a  b", width: 4, indent: 2) == ["a  b"])
        #expect(WrappedText.lines("a  b", width: .max, indent: 2) == ["a  b"])
        #expect(WrappedText.lines("", width: 4, indent: 2) == [""])
        #expect(WrappedText.lines("abcdefg", width: 4, indent: 2) == ["abcd", "  ef", "  g"])
    }

    @Test("A status of 80 columns has all of the best configuration, and the reasons of failures")
    func status() {
        var summary = StudySummary(job: Fixture.job, best: Fixture.trials[0])
        let reason =
            "the learning rate \"0.5\" is too large for this data; take less than 0.1, "
            + "or set gradient_clip in training"
        summary.failures = [FailureReason(reason: reason, count: 3, trial: 5)]
        let text = StatusText.render(summary, width: 80)
        for entry in Fixture.trials[0].configuration.entries {
            #expect(text.contains("\(entry.name)="), "\(entry.name)")
        }
        #expect(!text.contains("…"))
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 80 })
        let all = Self.text(text)
        for word in Self.text("trial 5 (and 2 more): \(reason)") { #expect(all.contains(word)) }
    }

    @Test("A story has all of the reason, in a narrow terminal too")
    func story() {
        var trial = Fixture.trials[5]
        let reason = String(repeating: "why it failed is a long story. ", count: 8) + "The end."
        trial.failure = reason
        let record = TrialRecord(trial: trial)
        for width in [40, 80, .max] {
            let text = TrialHistoryText.render(job: Fixture.job, record: record, width: width)
            #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
            let start = text.firstRange(of: "because ")?.upperBound ?? text.startIndex
            let end = text.firstRange(of: "configuration\n")?.lowerBound ?? text.endIndex
            #expect(Self.text(text[start..<end]) == Self.text(reason), "\(width)")
        }
    }
}
