package import StudyModel

extension TrialDocument {
    /// A trial as JSON in one line, the same object as `TrialDocument`.
    ///
    /// It takes a twentieth of Foundation's time, which matters for hundreds of thousands of
    /// trials.
    package static func line(
        of record: TrialRecord, metric: Metric, isLive: Bool
    ) -> String {
        var line = JSONLine()
        line.object { line in
            line.list("attempts", record.attempts) { line, attempt in
                line.object { line in
                    if let endedAt = attempt.endedAt { line.member("ended_at", endedAt) }
                    line.member("host", attempt.worker.host)
                    line.member("note", attempt.note)
                    line.member("number", attempt.number)
                    line.member("outcome", word(attempt.outcome, isLive: isLive))
                    line.member("started_at", attempt.startedAt)
                    line.member("worker", attempt.worker.name)
                }
            }
            line.key("configuration")
            line.object { line in
                let entries = record.trial.configuration.entries.sorted { $0.name < $1.name }
                for entry in entries { line.member(entry.name, entry.value) }
            }
            if let failure = record.trial.failure { line.member("failure", failure) }
            if let feasible = isFeasible(record.trial, metric) {
                line.member("feasible", .bool(feasible))
            }
            line.member("metrics", record.trial.metrics)
            line.member("number", record.trial.number)
            line.list("intermediate_results", record.intermediateResults) { line, intermediate in
                line.object { line in
                    line.member("epoch", intermediate.epoch)
                    line.member("metrics", intermediate.metrics)
                }
            }
            if let origin = record.trial.origin {
                line.member("parent", origin.parent)
                line.member("parent_epoch", origin.epoch)
            }
            if let pruning = record.trial.pruning { line.member("pruning", pruning) }
            line.member("state", StudyDocument.word(record.trial.state, isLive: isLive))
        }
        return line.text
    }
}

/// Writes JSON without line breaks.
private struct JSONLine {
    private var bytes: [UInt8] = []
    private var isFirst = true

    init() { bytes.reserveCapacity(1024) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func object(_ members: (inout JSONLine) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        isFirst = true
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        isFirst = false
    }

    mutating func list<Element>(
        _ name: String, _ elements: [Element], _ each: (inout JSONLine, Element) -> Void
    ) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            each(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
        isFirst = false
    }

    mutating func key(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        quote(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func member(_ name: String, _ text: String) {
        key(name)
        quote(text)
    }

    mutating func member(_ name: String, _ number: Int) {
        key(name)
        append(number.description)
    }

    mutating func member(_ name: String, _ number: Double) {
        key(name)
        append(number)
    }

    mutating func member(_ name: String, _ value: ParameterValue) {
        key(name)
        switch value {
        case .float(let number): append(number)
        case .int(let number): append(number.description)
        case .text(let text): quote(text)
        case .bool(let flag): append(flag.description)
        case .null: append("null")
        }
    }

    mutating func member(_ name: String, _ metrics: [String: Double]) {
        key(name)
        object { line in
            for (name, value) in metrics.sorted(by: { $0.key < $1.key }) {
                line.member(name, value)
            }
        }
    }

    /// JSON has no literals for numbers that aren't finite.
    private mutating func append(_ number: Double) {
        if number.isFinite {
            append(number.description)
        } else {
            quote(number.isNaN ? "nan" : number.description)
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                append(byte < 0x10 ? "\\u000" : "\\u00")
                append(String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
