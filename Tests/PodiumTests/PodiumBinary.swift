import Foundation
import Testing

/// The program that these tests start, as it was built beside them.
enum PodiumBinary {
    static let path: String = {
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            preconditionFailure(
                "no podium beside the tests; looked for \(candidates.joined(separator: ", "))")
        }
        return found
    }()

    /// Beside the test bundle, wherever the test runner's arguments or loaded bundles show it to
    /// be.
    private static var candidates: [String] {
        let arguments = CommandLine.arguments.filter { $0.contains(".xctest") }
        let bundles = Bundle.allBundles.map(\.bundlePath).filter { $0.contains(".xctest") }
        let beside = (arguments + bundles).compactMap { path -> String? in
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            return parts.firstIndex { $0.hasSuffix(".xctest") }
                .map { (parts[..<$0] + ["podium"]).joined(separator: "/") }
        }
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return beside + ["/\(package)/.build/debug/podium"]
    }
}

/// The outermost suite: few tests at a time, as every test starts processes of its own.
///
/// The others extend it. The time limit includes the wait for a lane.
@Suite("The built program", .lanes, .timeLimit(.minutes(60)))
enum PodiumTests {}
