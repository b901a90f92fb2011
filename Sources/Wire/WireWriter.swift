package import StudyModel

/// Appends values in their wire form: little-endian, with a length before texts and lists.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ number: Int) { write(Int64(number)) }
    package mutating func write(_ number: Double) { write(number.bitPattern) }
    package mutating func write(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

    package mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(_ data: [UInt8]) {
        write(UInt32(data.count))
        bytes.append(contentsOf: data)
    }

    package mutating func write<Element>(
        _ list: [Element], each: (inout WireWriter, Element) -> Void
    ) {
        write(UInt32(list.count))
        for element in list { each(&self, element) }
    }

    package mutating func write(_ value: ParameterValue) {
        switch value {
        case .float(let number):
            write(UInt8(0))
            write(number)
        case .int(let number):
            write(UInt8(1))
            write(number)
        case .text(let text):
            write(UInt8(2))
            write(text)
        case .bool(let flag):
            write(UInt8(3))
            write(flag)
        case .null: write(UInt8(4))
        }
    }

    package mutating func write(_ configuration: Configuration) {
        write(configuration.entries) {
            $0.write($1.name)
            $0.write($1.value)
        }
    }

    package mutating func write(_ attempt: AttemptID) {
        write(attempt.study)
        write(attempt.trial)
        write(attempt.number)
        write(attempt.incarnation)
        write(attempt.jobFingerprint)
    }

    /// Sorted by name, so that equal values have equal bytes.
    package mutating func write(_ metrics: [String: Double]) {
        write(metrics.sorted { $0.key < $1.key }) {
            $0.write($1.key)
            $0.write($1.value)
        }
    }

    package mutating func write(_ intermediate: IntermediateResult) {
        write(intermediate.epoch)
        write(intermediate.metrics)
    }

    package mutating func write(_ outcome: TrialOutcome) {
        switch outcome {
        case .complete(let metrics):
            write(UInt8(0))
            write(metrics)
        case .failed(let reason):
            write(UInt8(1))
            write(reason)
        }
    }
}
