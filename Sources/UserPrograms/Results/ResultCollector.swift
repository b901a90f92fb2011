package import StudyModel

/// Collects the results that a program reports in a segment, and checks them.
///
/// `docs/programs.md` states the rules: epochs grow, lie in the segment, and values are finite.
package struct ResultCollector {
    package enum Stream: Sendable, Hashable { case output, errors }

    /// Where the run is in the trial.
    package struct Segment: Sendable, Hashable {
        /// The epochs of the trial.
        package var epochs: Int
        /// The epoch at which the run is to end; the last one of the trial, or an earlier one.
        package var until: Int
        /// The results of the epochs before the checkpoint.
        package var earlier: [IntermediateResult]

        package init(epochs: Int, until: Int, earlier: [IntermediateResult] = []) {
            self.epochs = epochs
            self.until = until
            self.earlier = earlier
        }
    }

    private static let prefix = Array("podium:".utf8)

    let settings: ProgramSettings
    let segment: Segment
    private let names: Set<String>
    private let patterns: [MetricPattern]
    private let signs: [(text: [UInt8], isRejection: Bool)]
    /// All results so far, those of earlier segments included.
    package internal(set) var results: [IntermediateResult]
    /// The values without an epoch.
    private(set) var final: [String: Double] = [:]
    /// Why the run has failed already: it is to be ended.
    package private(set) var failure: String?
    /// Whether a program that can't resume has reported the end of the segment, or more.
    package private(set) var hasReachedEnd = false
    /// The texts of `fail_on` and `reject_on` that were seen.
    package private(set) var failSign: String?
    package private(set) var rejectSign: String?
    var lastEpoch = 0
    private var lineNumbers = (output: 0, errors: 0)
    /// What patterns have found since the epoch began.
    private var pending: (epoch: Int?, values: [String: Double]) = (nil, [:])

    /// - Throws: `ReportMistake` if a pattern does not compile.
    package init(_ settings: ProgramSettings, _ segment: Segment) throws(ReportMistake) {
        self.settings = settings
        self.segment = segment
        names = Set(settings.metricNames)
        var patterns: [MetricPattern] = []
        for metric in settings.metrics {
            guard let pattern = metric.pattern else { continue }
            patterns.append(try MetricPattern(metric.name, pattern))
        }
        self.patterns = patterns
        signs =
            settings.failOn.map { (Array($0.utf8), false) }
            + settings.rejectOn.map { (Array($0.utf8), true) }
        results = segment.earlier
    }

    /// Takes a line of output; returns the results that it completes.
    package mutating func take(_ line: [UInt8], from stream: Stream) -> [IntermediateResult] {
        let count = results.count
        switch stream {
        case .output: lineNumbers.output += 1
        case .errors: lineNumbers.errors += 1
        }
        noteSigns(in: line)
        guard failure == nil, !hasReachedEnd else { return [] }
        if !patterns.isEmpty {
            search(line, from: stream)
        } else if stream == .output, settings.results == nil, line.starts(with: Self.prefix) {
            let place = "line \(lineNumbers.output) of its output"
            do {
                take(try FlatObject(line.dropFirst(Self.prefix.count)), at: place)
            } catch {
                let shown = String(decoding: line.prefix(120), as: UTF8.self)
                let problem =
                    line.count < OutputLines.largest
                    ? error.text
                    : "it has \(OutputLines.largest) bytes or more; expected a shorter line"
                fail("\(place) is no report: \(problem): \(shown)")
            }
        }
        return Array(results[count...])
    }

    /// Takes the results file of a program that has ended.
    package mutating func take(resultsFile bytes: [UInt8], name: String) {
        guard failure == nil else { return }
        do {
            for (index, object) in try FlatObject.list(bytes).enumerated() {
                take(object, at: "entry \(index + 1) of \(name)")
            }
        } catch {
            fail("\(name) is no list of results: \(error.text)")
        }
    }

    /// Takes what the patterns have found last, after the program's end.
    package mutating func finishPatterns() {
        if let epoch = pending.epoch {
            flush(epoch)
        } else if !patterns.isEmpty {
            for name in settings.metricNames {
                guard let value = pending.values[name] else { continue }
                note(name, value, at: "its output")
            }
        }
    }

    // MARK: Reports

    private mutating func take(_ object: FlatObject, at place: String) {
        var values: [String: Double] = [:]
        for (name, value) in object.fields where names.contains(name) {
            guard case .number(let number) = value else {
                if case .other(let text) = value {
                    fail("\(place): \(name) is \(text.prefix(40)); expected a number")
                }
                return
            }
            values[name] = number
        }
        guard let stated = object[ProgramSettings.epochName] else {
            for name in settings.metricNames {
                guard let value = values[name] else { continue }
                note(name, value, at: place)
            }
            return
        }
        guard case .number(let number) = stated, let epoch = Int(exactly: number) else {
            return fail("\(place): the epoch is no whole number")
        }
        record(epoch, values, at: place)
    }

    /// Notes a value of the final result.
    private mutating func note(_ name: String, _ value: Double, at place: String) {
        guard value.isFinite else {
            return fail("\(name) became \(Self.text(value)) (\(place))")
        }
        final[name] = value
    }

    private mutating func record(_ epoch: Int, _ values: [String: Double], at place: String) {
        guard epoch >= 1, epoch <= segment.epochs else {
            return fail("\(place): epoch \(epoch); expected 1 to \(segment.epochs)")
        }
        guard epoch > lastEpoch else {
            return fail(
                "\(place): epoch \(epoch) after epoch \(lastEpoch); expected each epoch once, in "
                    + "order")
        }
        lastEpoch = epoch
        guard epoch <= segment.until else {
            if !settings.resumes {
                hasReachedEnd = true
                return
            }
            return fail(
                "\(place): epoch \(epoch), but PODIUM_UNTIL_EPOCH is \(segment.until); expected "
                    + "the program to save its state and to end there (or `checkpoint: false`)")
        }
        for name in settings.metricNames {
            guard let value = values[name], !value.isFinite else { continue }
            return fail(
                "\(name) became \(Self.text(value)) in epoch \(epoch) of \(segment.epochs)")
        }
        // An interrupted run may have reported more than its checkpoint has.
        if epoch > results.last?.epoch ?? 0, !values.isEmpty {
            results.append(IntermediateResult(epoch: epoch, metrics: values))
        }
        if epoch == segment.until, !settings.resumes, epoch < segment.epochs {
            hasReachedEnd = true
        }
    }

    private mutating func fail(_ reason: String) { failure = failure ?? reason }

    /// NaN without its sign, which depends on the processor.
    private static func text(_ value: Double) -> String { value.isNaN ? "nan" : "\(value)" }

    // MARK: Patterns

    private mutating func search(_ line: [UInt8], from stream: Stream) {
        let text = String(decoding: line.prefix(MetricPattern.searchedBytes), as: UTF8.self)
        let place =
            stream == .output
            ? "line \(lineNumbers.output) of its output"
            : "line \(lineNumbers.errors) of its errors"
        // The epoch first: the values of its line belong to it.
        if let pattern = patterns.first(where: { $0.name == ProgramSettings.epochName }),
            let found = pattern.found(in: text)
        {
            guard let epoch = Int(found) else {
                return fail("\(place): the epoch is '\(found.prefix(40))'; expected a whole number")
            }
            if let last = pending.epoch, last != epoch { flush(last) }
            if pending.epoch != epoch { pending = (epoch, [:]) }
        }
        for pattern in patterns where pattern.name != ProgramSettings.epochName {
            guard let found = pattern.found(in: text) else { continue }
            guard let number = Double(found) else {
                return fail(
                    "\(place): \(pattern.name) is '\(found.prefix(40))'; expected a number")
            }
            pending.values[pattern.name] = number
        }
    }

    private mutating func flush(_ epoch: Int) {
        let values = pending.values
        pending = (nil, [:])
        record(epoch, values, at: "its output")
    }

    // MARK: Signs

    private mutating func noteSigns(in line: [UInt8]) {
        for sign in signs where line.contains(sign.text) {
            let text = String(decoding: sign.text, as: UTF8.self)
            if sign.isRejection {
                rejectSign = rejectSign ?? text
            } else {
                failSign = failSign ?? text
            }
        }
    }
}
