import Foundation
import JobFiles
import ProcessControl

/// Whether this machine can start the program that a command begins with.
enum ProgramStart {
    /// Why it can't; nil if it can.
    static func complaint(about question: StartQuestion) -> String? {
        switch question {
        case .name(let name):
            return ProgramSearch.find(name) != nil
                ? nil : "there is no \(name) on the PATH of this machine"
        case .path(let path):
            return ProgramSearch.isProgram(path) ? nil : "this machine has no program \(path)"
        case .script(let path):
            return interpreter(of: path).flatMap { complaint(about: $0, of: path) }
        }
    }

    private static func complaint(about words: [String], of script: String) -> String? {
        guard let program = words.first else { return nil }
        let ending = program.hasSuffix("\r") ? ", with a carriage return (CR) behind it" : ""
        let shown = program.replacing("\r", with: "") + ending
        guard ProgramSearch.isProgram(program) else {
            return "\(script) names the interpreter \(shown), which this machine doesn't have"
        }
        guard program.hasSuffix("/env"), words.count == 2 else { return nil }
        return ProgramSearch.find(words[1]) != nil
            ? nil : "\(script) names the interpreter \(words[1]), which is not on the PATH here"
    }

    /// The words behind `#!` in a file's first line; nil if it doesn't begin with them.
    private static func interpreter(of path: String) -> [String]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let start = try? file.read(upToCount: 256), start.starts(with: Data("#!".utf8)) else {
            return nil
        }
        let line = start.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
    }
}
