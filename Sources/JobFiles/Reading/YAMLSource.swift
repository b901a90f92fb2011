package import Yams

/// Parses the text of a job file or a report's file into a tree that keeps duplicate keys distinct.
///
/// The parser stops at a duplicate key. To report it together with all other mistakes, the first of
/// the two keys is replaced by a stand-in of the same length and the text is parsed again. So all
/// positions stay unchanged.
package struct YAMLSource {
    package private(set) var root: Node?
    package private(set) var mistakes: [(Position, String)] = []
    /// The original keys that stand-ins replace, by position.
    private(set) var standIns: [Position: String] = [:]
    /// The keys that a mapping has again, with the places of those that stand-ins replace.
    package var repeatedKeys: [(Position, String)] {
        standIns.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The position after the last character that is not a space or the end of a line.
    ///
    /// The parser reports some mistakes behind it.
    let end: Position

    private static let maximumStandIns = 100
    /// The first character of a private use area; no real key begins with one.
    private static let firstStandIn: UInt32 = 0xE000

    package init(_ text: String) {
        // The parser keeps a pointer to the text's storage; very short strings have none.
        var scalars = Array((text + String(repeating: "\n", count: 16)).unicodeScalars)
        // A byte order mark, which some editors write, is not part of the document.
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        end = Position(after: scalars[..<(YAMLExplanation.lastOfText(in: scalars) + 1)])
        while true {
            do {
                root = try Yams.compose(yaml: String(scalars: scalars), .basic)
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let position = Position(context.mark)
                if standIns.count < Self.maximumStandIns,
                    let key = replaceKey(at: position, anyOf: keys, in: &scalars)
                {
                    standIns[position] = key
                } else {
                    mistakes.append((position, "a key is given twice in this mapping"))
                    return
                }
            } catch {
                mistakes.append(YAMLExplanation(scalars).explain(error))
                return
            }
        }
    }

    private func replaceKey(
        at position: Position, anyOf keys: [String], in scalars: inout [Unicode.Scalar]
    ) -> String? {
        guard var start = Self.offset(of: position, in: scalars) else { return nil }
        if scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
        for key in keys {
            let letters = Array(key.unicodeScalars)
            let end = start + letters.count
            guard !letters.isEmpty, end <= scalars.count, Array(scalars[start..<end]) == letters,
                let standIn = Unicode.Scalar(Self.firstStandIn + UInt32(standIns.count))
            else { continue }
            scalars.replaceSubrange(
                start..<end, with: Array(repeating: standIn, count: letters.count))
            return key
        }
        return nil
    }

    /// The index of the scalar at a position; nil if the text has no such position.
    static func offset(of position: Position, in scalars: [Unicode.Scalar]) -> Int? {
        var (line, start) = (1, 0)
        while line < position.line {
            guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
            (line, start) = (line + 1, end + 1)
        }
        let offset = start + position.column - 1
        return offset < scalars.count ? offset : nil
    }
}

extension String {
    init(scalars: some Sequence<Unicode.Scalar>) {
        var view = UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }

    /// The position after a text.
    init(after text: some Sequence<Unicode.Scalar>) {
        self.init(line: 1, column: 1)
        for scalar in text {
            column += 1
            if scalar == "\n" { self = Position(line: line + 1, column: 1) }
        }
    }
}
