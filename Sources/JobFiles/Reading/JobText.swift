internal import Foundation
import Yams

/// A job file's text whose values can be edited.
///
/// All other text, including comments, stays unchanged. A change that can't be verified is not
/// made, because this type doesn't recognise every YAML notation of a value.
package struct JobText: Sendable, Hashable {
    package private(set) var text: String

    package init(_ text: String) {
        // A byte order mark would shift all positions.
        self.text = text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
    }

    /// Replaces the value of a top-level key, or adds the key before all others.
    ///
    /// - Parameter value: a name or a number, in YAML notation.
    package mutating func set(_ key: String, to value: String) {
        guard let root = YAMLSource(text).root, case .mapping(let mapping) = root else { return }
        if let node = mapping[Node(key)] {
            replace(node, with: value) { $0.mapping?[Node(key)] }
            return
        }
        var scalars = Array(text.unicodeScalars)
        guard let first = mapping.first?.key,
            let start = YAMLSource.offset(of: first.position, in: scalars)
        else { return }
        let isFlow =
            YAMLSource.offset(of: root.position, in: scalars).map { scalars[$0] == "{" } ?? false
        let indentation = String(repeating: " ", count: first.position.column - 1)
        let added = "\(key): \(value)" + (isFlow ? ", " : "\n" + indentation)
        scalars.insert(contentsOf: added.unicodeScalars, at: start)
        accept(scalars, value) { $0.mapping?[Node(key)] }
    }

    /// Changes relative file paths so that they resolve from another directory.
    ///
    /// - Parameters:
    ///   - origin: the directory against which paths resolve now.
    ///   - directory: the directory against which they are to resolve.
    package mutating func moveFiles(from origin: String, to directory: String) {
        let places = RelativePath(from: origin, to: directory)
        guard let root = YAMLSource(text).root else { return }
        // A program's files keep their names; only the directory that has them is another.
        if let mapping = root.mapping, mapping[Node("files")] != nil {
            let stated = mapping[Node("files_from")]?.scalar?.string
            let origin = stated ?? "."
            let moved = places.moved(origin)
            if !origin.hasPrefix("/"), moved != "./" {
                set("files_from", to: Self.quoted(moved))
            } else if stated != nil, moved == "./", !origin.hasPrefix("/") {
                set("files_from", to: Self.quoted("."))
            }
        }
        for place in Self.filePlaces(in: root) {
            guard let node = place.node(root), case .scalar(let scalar) = node,
                !scalar.string.hasPrefix("/"), !scalar.string.isEmpty
            else { continue }
            // A file that doesn't exist yet may be an output of the study itself.
            if place.isOptional, !places.exists(scalar.string) { continue }
            let moved = places.moved(scalar.string)
            guard moved != scalar.string else { continue }
            // Each replaced path shifts later positions.
            guard let now = YAMLSource(text).root, let current = place.node(now) else { return }
            replace(current, with: Self.quoted(moved)) { place.node($0) }
        }
    }

    // MARK: Changes

    private mutating func replace(
        _ node: Node, with value: String, _ find: (Node) -> Node?
    ) {
        var scalars = Array(text.unicodeScalars)
        guard case .scalar(let scalar) = node,
            let start = YAMLSource.offset(of: node.position, in: scalars),
            let end = Self.end(of: scalar, from: start, in: scalars)
        else { return }
        scalars.replaceSubrange(start..<end, with: Array(value.unicodeScalars))
        accept(scalars, value, find)
    }

    /// Accepts a changed text if it parses and holds the intended value.
    private mutating func accept(
        _ scalars: [Unicode.Scalar], _ value: String, _ find: (Node) -> Node?
    ) {
        let changed = String(scalars: scalars)
        let meant = YAMLSource(value).root?.scalar?.string ?? value
        guard let root = YAMLSource(changed).root, find(root)?.scalar?.string == meant else {
            return
        }
        text = changed
    }

    /// The index after a scalar on one line of the text.
    private static func end(
        of scalar: Node.Scalar, from start: Int, in scalars: [Unicode.Scalar]
    ) -> Int? {
        let quote = scalars[start]
        guard quote == "'" || quote == "\"" else {
            let letters = Array(scalar.string.unicodeScalars)
            let end = start + letters.count
            return end <= scalars.count && Array(scalars[start..<end]) == letters ? end : nil
        }
        var index = start + 1
        while index < scalars.count, scalars[index] != "\n" {
            if quote == "\"", scalars[index] == "\\" {
                index += 2
            } else if scalars[index] != quote {
                index += 1
            } else if quote == "'", index + 1 < scalars.count, scalars[index + 1] == "'" {
                index += 2
            } else {
                return index + 1
            }
        }
        return nil
    }

    /// The text as a YAML scalar that is valid in any context.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first.map { $0 == "." || $0 == "/" || $0.isLetter } == true
            && text.contains { $0 == "/" }
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
        return isPlain ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}

extension JobText {
    /// The position of a file path in the tree.
    private struct FilePlace {
        var keys: [String]
        /// The index of the stage in `then`; the keys are relative to it.
        var step: Int?
        /// The index in a list of studies.
        var study: Int?
        /// Whether the file may be made later, or be found elsewhere.
        var isOptional: Bool { step != nil || keys == ["warm_start"] }

        func node(_ root: Node) -> Node? {
            var node: Node? = root
            if let step {
                guard let steps = root.mapping?[Node("then")]?.sequence, steps.count > step else {
                    return nil
                }
                node = steps[step]
            }
            for key in keys { node = node?.mapping?[Node(key)] }
            guard let study else { return node }
            guard let list = node?.sequence, list.count > study else { return nil }
            return list[study]
        }
    }

    private static func filePlaces(in root: Node) -> [FilePlace] {
        var places = [["pretrained", "file"], ["quality", "features"]].map { FilePlace(keys: $0) }
        places.append(FilePlace(keys: ["dataset", "table"]))
        for part in ["train", "test"] {
            // Of a table, the test part is a file.
            places.append(FilePlace(keys: ["dataset", part]))
            for array in ["values", "labels"] {
                let keys = ["dataset", part, array]
                places.append(FilePlace(keys: keys))
                places.append(FilePlace(keys: keys + ["file"]))
            }
        }
        let studies = root.mapping?[Node("warm_start")]?.sequence?.count ?? 0
        places.append(FilePlace(keys: ["warm_start"]))
        places += (0..<studies).map { FilePlace(keys: ["warm_start"], study: $0) }
        let steps = root.mapping?[Node("then")]?.sequence.map(Array.init) ?? []
        for (index, step) in steps.enumerated() {
            guard let command = step.mapping?.first?.key.string else { continue }
            for option in ["data", "labels", "classifier"] {
                places.append(FilePlace(keys: [command, option], step: index))
            }
        }
        return places
    }
}

/// Converts paths relative to one directory into paths relative to another.
private struct RelativePath {
    private let origin: String
    private let directory: String

    init(from origin: String, to directory: String) {
        self.origin = Self.whole(origin)
        self.directory = Self.whole(directory)
    }

    private static func whole(_ path: String) -> String {
        URL(fileURLWithPath: path.isEmpty ? "." : path, isDirectory: true)
            .standardizedFileURL.resolvingSymlinksInPath().path
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: origin + "/" + path)
    }

    /// The path relative to the new directory; absolute if the two share no component.
    func moved(_ path: String) -> String {
        let target = URL(fileURLWithPath: origin + "/" + path).standardizedFileURL.path
        let (from, to) = (directory.split(separator: "/"), target.split(separator: "/"))
        let common = zip(from, to).prefix { $0 == $1 }.count
        guard common > 0 else { return target }
        let up = Array(repeating: Substring(".."), count: from.count - common)
        let parts = up + to[common...]
        return (up.isEmpty ? "./" : "") + parts.joined(separator: "/")
    }
}

extension LoadedJob {
    /// The text of a job file in `directory` for the same study.
    ///
    /// It includes the command-line options, and its paths resolve from its own directory.
    package func text(in directory: String) -> String {
        var text = JobText(text)
        if let study = overrides.study { text.set("study", to: JobText.scalar(study)) }
        if let trials = overrides.trials { text.set("trials", to: "\(trials)") }
        if let epochs = overrides.epochs { text.set("epochs", to: "\(epochs)") }
        if let seed = overrides.seed { text.set("seed", to: "\(seed)") }
        text.moveFiles(from: (file as NSString).deletingLastPathComponent, to: directory)
        return text.text
    }
}

extension JobText {
    /// A text as a scalar that is read as a text: `'1'`, not the number.
    static func scalar(_ text: String) -> String {
        if case .text(text) = ScalarValue(plain: text) { return text }
        return "'\(text)'"
    }
}
