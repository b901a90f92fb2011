package import StudyModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The size limit of jobs' input files in the cache.
extension DatasetCache {
    /// The environment variable for the limit: `500MB`, `20GB`.
    package static let inputsLimitVariable = "PODIUM_INPUTS_LIMIT"
    package static let standardInputsLimit = 20_000_000_000

    /// Parses a limit into bytes; nil if the text is invalid.
    package static func inputsLimit(_ text: String) -> Int? {
        let units: [(name: String, bytes: Double)] = [("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
        let text = text.uppercased()
        for unit in units where text.hasSuffix(unit.name) {
            var digits = text.dropLast(unit.name.count)
            while digits.last == " " { digits.removeLast() }
            guard digits.allSatisfy({ "0123456789.".contains($0) }), let number = Double(digits),
                number * unit.bytes < 9e18
            else { return nil }
            return Int(number * unit.bytes)
        }
        return nil
    }

    /// Holds a cached input so that no process removes it; nil if it isn't cached.
    package func hold(_ input: InputFile) -> InputHold? {
        guard input.sha256.isSHA256 else { return nil }
        return InputHold(path: path(of: input), byteCount: input.byteCount)
    }

    /// Removes inputs without a hold, the least recently used first, until another file of this
    /// length fits under the limit; held inputs stay, even beyond the limit.
    package func makeRoom(for byteCount: Int) {
        let kept = inputs()
        let budget = max(0, inputsLimit - max(0, byteCount))
        var excess = kept.reduce(0) { $0 + $1.byteCount } - budget
        guard excess > 0 else { return }
        for input in byLastUse(kept) where excess > 0 {
            if InputHold.removeUnheld("\(directory)/inputs/\(input.sha256)") {
                excess -= input.byteCount
            }
        }
    }

    /// Removes all inputs without a hold; returns how many were removed and how many are held.
    package func clearInputs() -> (removed: Int, held: Int) {
        var counts = (removed: 0, held: 0)
        for input in inputs() {
            if InputHold.removeUnheld("\(directory)/inputs/\(input.sha256)") {
                counts.removed += 1
            } else {
                counts.held += 1
            }
        }
        return counts
    }

    private func byLastUse(
        _ inputs: [(sha256: String, byteCount: Int)]
    ) -> [(sha256: String, byteCount: Int)] {
        let dated = inputs.map { input in
            (input, SystemCalls.changedAt("\(directory)/inputs/\(input.sha256)"))
        }
        return dated.sorted { a, b in
            (a.1.seconds, a.1.nanoseconds, a.0.sha256) < (b.1.seconds, b.1.nanoseconds, b.0.sha256)
        }.map(\.0)
    }
}

extension SystemCalls {
    /// The modification time of a file; zeros if there is no such file.
    fileprivate static func changedAt(_ path: String) -> (seconds: Int, nanoseconds: Int) {
        var status = stat()
        guard stat(path, &status) == 0 else { return (0, 0) }
        #if canImport(Glibc)
            return (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        #else
            return (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
        #endif
    }
}
