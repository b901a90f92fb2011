import Foundation

/// A key file's lines, with line numbers for error messages.
struct KeyFileText {
    struct Line {
        var number: Int
        var name: String
        var values: [String]
    }

    let path: String
    let text: String
    private let lines: [Line]

    /// Reads a file that only its owner can read, and checks its first line.
    init(readingPrivate path: String, kind: String) throws(ZeroMQError) {
        let (text, mode) = try Self.read(path)
        self.init(path: path, text: text)
        guard let first = lines.first else {
            throw .keyFile(place: path, problem: "is empty; `podium keys new` makes key files")
        }
        guard first.name == "podium-key" else {
            throw error(first, "expected `podium-key \(kind) 1`; this is no key file of Podium")
        }
        guard mode & 0o077 == 0 else {
            throw .keyFile(
                place: path,
                problem: "others can use this secret (mode \(String(mode, radix: 8))): run `chmod "
                    + "600 \(path)`; if they may have read it, make new keys with `podium keys new "
                    + "--force`")
        }
        guard first.values.first == kind else {
            throw error(first, "expected the \(kind)'s key file (\(kind).key)")
        }
        guard first.values == [kind, "1"] else {
            throw error(first, "this program reads version 1 only")
        }
    }

    private init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            lines.append(Line(number: index + 1, name: name, values: Array(words.dropFirst())))
        }
        self.lines = lines
    }

    func lines(named name: String) -> [Line] { lines.filter { $0.name == name } }

    /// The key on the only line with this name.
    func key(named name: String) throws(ZeroMQError) -> String {
        let found = lines(named: name)
        guard let line = found.first else {
            throw .keyFile(place: path, problem: "has no line `\(name)`; the file is incomplete")
        }
        if found.count > 1 { throw error(found[1], "`\(name)` was given before") }
        guard line.values.count == 1 else { throw error(line, "expected `\(name) KEY`") }
        return try key(line.values[0], line)
    }

    func key(_ text: String, _ line: Line) throws(ZeroMQError) -> String {
        do {
            try Z85.validate(key: text)
        } catch {
            throw self.error(line, "\(error)")
        }
        return text
    }

    /// The file's own key pair, after checking that both keys match.
    func keyPair() throws(ZeroMQError) -> CurveKeyPair {
        let publicKey = try key(named: "public-key")
        let pair = try CurveKeyPair(secretKey: key(named: "secret-key"))
        guard pair.publicKey == publicKey else {
            throw .keyFile(
                place: path, problem: "public-key and secret-key don't belong to each other")
        }
        return pair
    }

    /// Throws for unknown names, so that a misspelt name does not count as absent.
    func refuseLines(except names: [String]) throws(ZeroMQError) {
        for line in lines.dropFirst() where !names.contains(line.name) {
            throw error(
                line, "unknown name `\(line.name)`; expected \(names.joined(separator: ", "))")
        }
    }

    func error(_ line: Line, _ problem: String) -> ZeroMQError {
        .keyFile(place: "\(path):\(line.number)", problem: problem)
    }

    /// The text of a file, and who may use it.
    private static func read(_ path: String) throws(ZeroMQError) -> (text: String, mode: mode_t) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let advice = errno == ENOENT ? "; `podium keys new` makes key files" : ""
            throw .keyFile(
                place: path, problem: "can't be read: \(String(cString: strerror(errno)))\(advice)")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // Checks the open file, because the path could change in between.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .keyFile(place: path, problem: "is not a regular file")
        }
        do {
            // A key file has a few hundred bytes; a much larger file is not one.
            let data = try file.read(upToCount: 65_536) ?? Data()
            return (String(decoding: data, as: UTF8.self), status.st_mode & 0o777)
        } catch {
            throw .keyFile(place: path, problem: "can't be read: \(error.localizedDescription)")
        }
    }
}
