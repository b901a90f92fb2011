import Foundation

/// Where this machine's programs are.
package enum ProgramSearch {
    /// The directories that the C library searches if PATH is not set.
    private static let standardPath = "/usr/bin:/bin"

    /// Whether a file can be run.
    package static func isProgram(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }

    /// The first program of a name on the PATH, or nil.
    package static func find(
        _ name: String, in environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        (environment["PATH"] ?? standardPath).split(separator: ":")
            .map { "\($0)/\(name)" }.first(where: isProgram)
    }
}
