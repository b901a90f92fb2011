import Foundation

/// A command of the system that tests arrange their surroundings with.
enum SystemCommand {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs a command to its end.
    /// - Throws: `Failure` with its words where it is missing or fails.
    @discardableResult
    static func run(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment
        environment["PATH", default: "/usr/bin:/bin"] += ":/usr/sbin:/sbin"
        process.environment = environment
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(arguments.joined(separator: " ")): \(text)")
        }
        return text
    }

    /// Why something can't be done here, or nil if it can.
    static func obstacle(_ attempt: () throws -> Void) -> String? {
        do { try attempt() } catch { return "\(error)" }
        return nil
    }
}
