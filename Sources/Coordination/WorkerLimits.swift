import Portable
import StudyModel

/// Limits on the values that a worker sends about itself and its trials.
///
/// A worker with the key is trusted to run studies, but it may be faulty. Its values are validated
/// once, here, before any decision uses them.
package enum WorkerLimits {
    package static let slots = 1...1024
    /// The maximum number of attempts per slot: one running and the queued ones.
    package static let creditPerSlot = 257
    /// Bytes of UTF-8.
    package static let nameBytes = 1...128
    package static let reasonCharacters = 4000
    package static let metrics = 256
    /// Bytes of memory, of a worker or a device.
    package static let largestMemory = 1 << 60
    /// The number of a device.
    package static let largestIndex = 65_535
    /// Bytes of UTF-8 of a program's log; a worker keeps its beginning and its end.
    package static let logBytes = 512 << 10

    /// Describes what is invalid in a hello, or nil.
    static func problem(with hello: Hello) -> String? {
        for (what, text) in [("name", hello.identity.name), ("host", hello.identity.host)] {
            if let problem = problem(withName: text) { return "its \(what) \(problem)" }
        }
        guard !Asker.isNamed(hello.identity.name) else {
            return "its name begins with '\(Asker.prefix)', as executors outside are named"
        }
        guard slots.contains(hello.slots) else {
            return "it states \(hello.slots, "slot"); "
                + "expected \(slots.lowerBound) to \(slots.upperBound)"
        }
        if let problem = hello.resources.flatMap(problem) { return problem }
        let most = 4 * creditPerSlot * hello.slots
        guard hello.held.count <= most else {
            return "it states that it holds \(hello.held.count, "attempt"); "
                + "expected at most \(most) with \(hello.slots, "slot")"
        }
        return nil
    }

    /// Describes what is invalid in a worker's resources, or nil.
    private static func problem(with resources: WorkerResources) -> String? {
        let devices = resources.devices
        guard devices.count <= ResourceNeed.mostDevices else {
            return "it states \(devices.count) devices; "
                + "expected at most \(ResourceNeed.mostDevices)"
        }
        guard Set(devices.map(\.index)).count == devices.count else {
            return "it states a device twice"
        }
        let amounts = devices.map(\.memory) + [resources.memory]
        for bytes in amounts.compactMap(\.self) where !(0...largestMemory).contains(bytes) {
            return "it states \(bytes) bytes of memory; expected 0 to \(largestMemory)"
        }
        for device in devices {
            guard (0...largestIndex).contains(device.index) else {
                return "it states a device with the number \(device.index); "
                    + "expected 0 to \(largestIndex)"
            }
            if let problem = problem(withName: device.name) { return "a device's name \(problem)" }
        }
        let names = resources.others.map(\.name)
        guard names.count <= ResourceNeed.mostKinds, Set(names).count == names.count else {
            return "it states \(names.count) resources of \(Set(names).count) names; "
                + "expected at most \(ResourceNeed.mostKinds), each once"
        }
        for other in resources.others {
            guard ResourceAmount.isName(other.name) else {
                return "a resource's name is not one of letters, digits, '_' and '-'"
            }
            guard ResourceAmount.range.contains(other.amount) else {
                return "it states \(other.amount) of \(other.name); "
                    + "expected \(ResourceAmount.range.lowerBound) to "
                    + "\(ResourceAmount.range.upperBound)"
            }
        }
        return nil
    }

    /// Why a text can't be the name of a worker or a host; nil if it can.
    package static func problem(withName text: String) -> String? {
        guard nameBytes.contains(text.utf8.count) else {
            return "has \(text.utf8.count) bytes; "
                + "expected \(nameBytes.lowerBound) to \(nameBytes.upperBound)"
        }
        // ASCII first: the lookup of Unicode properties is slow.
        guard
            text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
                || text.unicodeScalars.allSatisfy(\.isVisible)
        else {
            return "has control characters; expected letters, digits and punctuation"
        }
        return nil
    }

    /// Clamps a requested credit to the granted range.
    static func credit(_ stated: Int, slots: Int) -> Int {
        min(max(0, stated), slots * creditPerSlot)
    }

    /// Describes what is invalid in an intermediate result of a job, or nil.
    static func problem(with intermediate: IntermediateResult, of job: Job) -> String? {
        guard intermediate.epoch >= 1, intermediate.epoch <= max(1, job.epochs) else {
            let expected = job.epochs > 1 ? "1 to \(job.epochs)" : "1"
            return "an intermediate result of epoch \(intermediate.epoch); expected \(expected)"
        }
        return problem(with: intermediate.metrics)
    }

    private static func problem(with values: [String: Double]) -> String? {
        guard values.count <= metrics else {
            return "\(values.count) metrics; expected at most \(metrics)"
        }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if let problem = problem(withName: name) { return "a metric's name \(problem)" }
            guard value.isFinite else { return "\(name) is \(value); expected a finite number" }
        }
        return nil
    }

    /// Describes what is invalid in an attempt's result, or nil.
    static func problem(with result: AttemptResult, of job: Job) -> String? {
        guard result.intermediateResults.count <= max(1, job.epochs) else {
            return "\(result.intermediateResults.count) intermediate results; "
                + "expected at most \(max(1, job.epochs))"
        }
        var last = 0
        for intermediate in result.intermediateResults {
            if let problem = problem(with: intermediate, of: job) { return problem }
            guard intermediate.epoch > last else {
                return "an intermediate result of epoch \(intermediate.epoch) after one of epoch "
                    + "\(last); expected them in order"
            }
            last = intermediate.epoch
        }
        switch result.ending {
        case .reached(let epoch, let checkpoint):
            guard last == epoch, epoch < job.epochs else {
                return "the last result of a segment is of epoch \(last); expected epoch "
                    + "\(epoch), where the segment ends"
            }
            guard checkpoint?.isSHA256 ?? true else {
                return "a checkpoint whose digest is not 64 hexadecimal digits"
            }
            return nil
        case .outcome(.failed): return nil
        case .outcome(.complete(let values)): return problem(with: values, of: job)
        }
    }

    /// Names an objective that the last result of a segment lacks, or nil.
    ///
    /// A user's program may give it with a later epoch; an executor outside is told at once.
    static func gap(in result: AttemptResult, of job: Job) -> String? {
        guard case .reached = result.ending else { return nil }
        return gap(in: result.intermediateResults.last?.metrics ?? [:], of: job)
    }

    private static func problem(with values: [String: Double], of job: Job) -> String? {
        problem(with: values) ?? gap(in: values, of: job)
    }

    private static func gap(in values: [String: Double], of job: Job) -> String? {
        job.metric.objectives.first { values[$0.name] == nil }
            .map { "no \($0.name), which the job ranks by" }
    }

    /// Truncates a worker's reason to `reasonCharacters`, without the character NUL, at which other
    /// programs end a text.
    static func reason(_ text: String) -> String {
        let text = text.utf8.contains(0) ? text.replacing("\0", with: " ") : text
        guard text.utf8.count > reasonCharacters else { return text }
        return text.prefix(reasonCharacters) + " (cut)"
    }

    /// Clamps an attempt's progress to finite values in range.
    static func progress(_ stated: AttemptProgress) -> AttemptProgress {
        func clamped(_ value: Double, to most: Double) -> Double {
            value.isFinite ? min(max(0, value), most) : 0
        }
        return AttemptProgress(
            attempt: stated.attempt, fraction: clamped(stated.fraction, to: 1),
            samplesPerSecond: clamped(stated.samplesPerSecond, to: 1e12))
    }
}

extension Unicode.Scalar {
    /// Whether it is allowed in a name: control characters and similar could move a terminal's
    /// cursor.
    fileprivate var isVisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator,
            .privateUse:
            false
        default: true
        }
    }
}
