import Foundation

/// How many damaged files a test tries, and what is left of the last one.
package struct FuzzRun: Sendable {
    /// How many files of the format.
    package let rounds: Int
    private let remains: String?

    /// How long a suite may take, in minutes: a large run is not limited by the usual time.
    package static let limitMinutes = asked == nil ? 60 : 24 * 60

    private static let asked = ProcessInfo.processInfo.environment["PODIUM_FUZZ"]
        .flatMap { Int($0) }

    /// - Parameters:
    ///   - format: the format's name.
    ///   - usual: how many files, unless `PODIUM_FUZZ` is another number.
    package init(_ format: String, usual: Int) {
        rounds = Self.asked ?? usual
        remains = Self.asked.map { _ in NSTemporaryDirectory() + "/podium-fuzz-\(format)" }
    }

    /// Keeps the file that is about to be read, in a large run: what is left after a crash is the
    /// file that caused it.
    package func willRead(_ bytes: [UInt8]) {
        guard let remains else { return }
        try? Data(bytes).write(to: URL(fileURLWithPath: remains))
    }
}
