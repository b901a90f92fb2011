import Portable

/// Needs as text for a user.
extension ResourceNeed {
    /// `4 cpus, 0.5 gpus, 8 GB of memory, 1 licence`.
    package var text: String {
        var parts = ["\(cpus, "cpu")"]
        if gpus != 0 {
            parts.append("\(gpus.shortText) \(gpus == 1 ? "gpu" : "gpus")")
        }
        if let memory { parts.append("\(Self.bytes(memory)) of memory") }
        parts += others.map { "\($0.amount) \($0.name)" }
        return parts.joined(separator: ", ")
    }

    /// Bytes in powers of a thousand, with one digit after the point at most: `8 GB`, `1.5 GB`.
    package static func bytes(_ count: Int) -> String {
        let units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000)]
        for (unit, size) in units where count >= size {
            // Rounded down: what is offered must be there.
            let tenths = count / (size / 10)
            let rest = tenths % 10
            return "\(tenths / 10)" + (rest == 0 ? "" : ".\(rest)") + " \(unit)"
        }
        return "\(count / 1000) kB"
    }
}
