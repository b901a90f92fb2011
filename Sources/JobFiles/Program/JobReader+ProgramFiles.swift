import StudyModel
import UserPrograms
import Yams

/// The files that a program needs.
extension JobReader {
    /// The files of all patterns, each once, in the order of their paths; nil if there are
    /// mistakes.
    mutating func programFiles(_ fields: JobFields) -> [ProgramFile]? {
        let origin = optional(fields, "files_from", default: "") {
            $0.text($1, path: $2, expected: "a directory")
        }
        guard let origin, let node = fields["files"] else { return origin == nil ? nil : [] }
        guard let elements = elements(node, path: "files", of: "files") else { return nil }
        var directory = JobEnvironment.resolve(origin, besides: file)
        while directory.count > 1, directory.hasSuffix("/") { directory.removeLast() }
        if let stated = fields["files_from"],
            !environment.isDirectory(directory.isEmpty ? "." : directory)
        {
            note(
                "files_from: there is no directory \(directory.shown)", at: stated.position)
            return nil
        }
        let before = mistakes.count
        var files: [String: ProgramFile] = [:]
        for (index, element) in elements.enumerated() {
            let path = "files[\(index + 1)]"
            guard
                let pattern = text(
                    element, path: path, expected: "a file, a directory or a pattern")
            else { continue }
            do {
                let found = try environment.programFiles(
                    pattern, directory.isEmpty ? "." : directory)
                for file in found { files[file.name] = file }
            } catch {
                note("\(path): \("\(error)".onOneLine)", at: element.position)
            }
        }
        let list = files.keys.sorted().compactMap { files[$0] }
        if mistakes.count == before, let complaint = ProgramFile.complaint(about: list) {
            note("files: \(complaint)", at: node.position)
        }
        return mistakes.count == before ? list : nil
    }
}
