/// Paths below a run directory or a checkpoint directory.
package enum RunPath {
    /// Bytes of a path.
    package static let largestLength = 250

    /// Why a path does not name a file below a directory, or nil.
    package static func complaint(about path: String) -> String? {
        let found = "'\(path.prefix(80))'"
        guard !path.isEmpty, path.utf8.count <= largestLength else {
            return "the path \(found) has \(path.utf8.count) bytes; expected 1 to \(largestLength)"
        }
        guard path.first != "/" else { return "the path \(found) is absolute" }
        guard path.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            return "the path \(found) has a control character"
        }
        for part in path.split(separator: "/", omittingEmptySubsequences: false)
        where ["", ".", ".."].contains(part) {
            return "the path \(found) has the part '\(part)'; expected names, divided by '/'"
        }
        return nil
    }

    /// Why a list of paths can't be files of one directory, or nil: a wrong path, a path that is
    /// given twice, or a file where another path needs a directory.
    package static func complaint(about paths: [String]) -> String? {
        if let complaint = paths.lazy.compactMap({ complaint(about: $0) }).first {
            return complaint
        }
        var known: Set<String> = []
        for path in paths where !known.insert(path).inserted { return "'\(path)' is given twice" }
        for path in paths {
            var parent = path[...]
            while let slash = parent.lastIndex(of: "/") {
                parent = parent[..<slash]
                if known.contains(String(parent)) {
                    return "'\(parent)' is a file and the directory of '\(path)'"
                }
            }
        }
        return nil
    }
}
