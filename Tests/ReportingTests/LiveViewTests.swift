import Reporting
import StudyModel
import Testing

extension Fixture {
    /// The study of the fixture while it runs, with `count` trials running.
    static func summary(running count: Int = 3) -> StudySummary {
        var summary = StudySummary(
            job: job, counts: [.complete: 12, .failed: 1, .running: count, .waiting: 1],
            best: Ranking(metric: job.metric, trials: trials).best, samplesPerSecond: 24_310.4,
            elapsedSeconds: 72.4, secondsLeft: 204, workers: 2)
        for index in 0..<count {
            let values = running[index % running.count]
            summary.running.append(
                RunningTrial(
                    number: 13 + index, configuration: configuration(13 + index),
                    worker: WorkerIdentity(
                        name: "node-\(index % 2)/4711", host: "node-\(index % 2)"),
                    fraction: values.fraction, samplesPerSecond: 12_155.2 + Double(index),
                    elapsedSeconds: 43 + Double(index),
                    latest: values.epoch > 0 ? report(values.epoch, values.loss) : nil))
        }
        return summary
    }

    static let top = RankedTable(job: job, trials: trials, top: 5)
}

@Suite("The live view")
struct LiveViewTests {
    private func view(
        _ summary: StudySummary, top: RankedTable = Fixture.top, _ width: Int, _ height: Int,
        color: Bool = false, unicode: Bool = true
    ) -> [String] {
        LiveView.lines(
            summary: summary, top: top, width: width, height: height, color: color,
            unicode: unicode)
    }

    @Test(
        "The view of a running study is the recorded one",
        arguments: [(120, 30), (80, 24), (60, 20), (40, 16), (20, 8)])
    func recorded(width: Int, height: Int) throws {
        let lines = view(Fixture.summary(), width, height)
        try Golden.expect(
            lines.joined(separator: "\n") + "\n", is: "live-\(width)x\(height).txt")
    }

    @Test("The view in ASCII and the view in colours are the recorded ones")
    func variants() throws {
        let ascii = view(Fixture.summary(), 80, 24, unicode: false).joined(separator: "\n")
        #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
        try Golden.expect(ascii + "\n", is: "live-ascii.txt")
        let colors = view(Fixture.summary(), 80, 24, color: true).joined(separator: "\n")
        try Golden.expect(colors + "\n", is: "live-colors.txt")
    }

    @Test("A study that begins, many trials in a low terminal, and alarms are the recorded views")
    func states() throws {
        let empty = RankedTable(job: Fixture.job, trials: [])
        let start = view(StudySummary(job: Fixture.job), top: empty, 80, 24)
        try Golden.expect(start.joined(separator: "\n") + "\n", is: "live-start.txt")
        let crowded = view(Fixture.summary(running: 64), 80, 24)
        try Golden.expect(crowded.joined(separator: "\n") + "\n", is: "live-crowded.txt")
        var alarmed = Fixture.summary()
        alarmed.conflicts = 1
        alarmed.alarms = ["the disk is nearly full"]
        let alarms = view(alarmed, 80, 14)
        try Golden.expect(alarms.joined(separator: "\n") + "\n", is: "live-alarms.txt")
    }

    @Test("No view is wider or higher than the terminal, whatever is in it")
    func bounds() {
        var strange = Fixture.summary(running: 5)
        strange.job.study = "研究-é-👩‍🔬-with-a-long-name"
        strange.running[1].configuration = Configuration([.init("名前", .text("値\u{1B}[31m\n"))])
        strange.running[2].fraction = .nan
        strange.running[3].fraction = 7
        strange.alarms = ["alarm\nof two lines"]
        for summary in [Fixture.summary(), strange, StudySummary(job: Fixture.job)] {
            for width in Array(1...24) + [33, 40, 59, 60, 79, 80, 100, 119, 120, 150] {
                for height in [0, 1, 2, 3, 8, 13, 24] {
                    for unicode in [true, false] {
                        let lines = view(summary, width, height, unicode: unicode)
                        #expect(lines.count <= height)
                        for line in lines {
                            #expect(DisplayWidth.of(line) <= width, "\(width)x\(height): \(line)")
                            #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
                        }
                    }
                }
            }
        }
    }

    @Test("Colours change nothing but the escape sequences")
    func colours() {
        for width in [20, 40, 80, 120] {
            let plain = view(Fixture.summary(), width, 24)
            let colored = view(Fixture.summary(), width, 24, color: true)
            #expect(colored.map(withoutEscapes) == plain)
            #expect(colored != plain)
        }
    }

    private func withoutEscapes(_ line: String) -> String {
        var out = ""
        var isEscape = false
        for character in line {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { out.append(character) }
            if character == "m" { isEscape = false }
        }
        return out
    }

    @Test("The line of a trial has its metric, its configuration and how the study stands")
    func plain() {
        #expect(
            LiveView.plainLine(job: Fixture.job, trial: Fixture.trials[4], done: 5, best: 0.0182)
                == "trial 4 complete  validation_loss 0.02779  encoding_dimension=6 l2=0 "
                + "optimizer=Adam learning_rate=0.0009 nh_1=98  (5/50, best 0.01820)")
        #expect(
            LiveView.plainLine(job: Fixture.job, trial: Fixture.trials[5], done: 51, best: nil)
                == "trial 5 failed  the validation loss is not a number after epoch 2  "
                + "encoding_dimension=7 l2=5.1e-05 optimizer=Adam learning_rate=0.01 nh_1=135  "
                + "(51/51)")
    }

    @Test("Beside other studies a trial's line names its own")
    func plainNamesStudy() {
        let line = LiveView.plainLine(
            job: Fixture.job, trial: Fixture.trials[4], done: 5, best: nil, namesStudy: true)
        #expect(line.hasPrefix("trial 4 of \(Fixture.job.study) complete  validation_loss "))
    }

    @Test("A trial's line stays one line, whatever its reason says")
    func plainStaysOneLine() {
        let trial = Trial(
            number: 1, configuration: Configuration([.init("a", .text("x\ny"))]), state: .failed,
            failure: "first\nsecond\u{1B}[2J")
        let line = LiveView.plainLine(job: Fixture.job, trial: trial, done: 1, best: nil)
        #expect(line == "trial 1 failed  first second [2J  a=x y  (1/50)")
    }
}
