/// A Swift file taken apart into what is code, what is comment and what is the text of literals.
///
/// Both parts have the lines and columns of the file, with spaces in place of what belongs
/// elsewhere. What is interpolated into a literal is code. Regex literals are not known: they are
/// read as code.
struct SwiftText: Sendable {
    let path: String
    let lines: [String]
    let code: [String]
    let comments: [String]

    init(path: String, text: String) {
        self.path = path
        var splitter = Splitter(Array(text.utf8))
        splitter.readCode(untilParenthesis: false)
        lines = Self.lines(of: text)
        code = Self.lines(of: String(decoding: splitter.code, as: UTF8.self))
        comments = Self.lines(of: String(decoding: splitter.comments, as: UTF8.self))
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// Reads a file once from start to end; every byte goes to one of the two outputs.
private struct Splitter {
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let backslash = UInt8(ascii: "\\")
    private static let open = UInt8(ascii: "(")
    private static let close = UInt8(ascii: ")")
    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")

    private let text: [UInt8]
    private var position = 0
    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []

    init(_ text: [UInt8]) { self.text = text }

    private var isAtEnd: Bool { position >= text.count }

    private func starts(with bytes: [UInt8]) -> Bool {
        guard position + bytes.count <= text.count else { return false }
        for offset in bytes.indices where text[position + offset] != bytes[offset] { return false }
        return true
    }

    private enum Part { case code, comment, literal }

    /// Passes `count` bytes on to the part they belong to; lines end in every part.
    private mutating func take(_ count: Int, as part: Part) {
        let end = min(position + count, text.count)
        for byte in text[position..<end] {
            let blank = byte == Self.newline ? byte : Self.space
            code.append(part == .code ? byte : blank)
            comments.append(part == .comment ? byte : blank)
        }
        position = end
    }

    /// Reads to the end, or to the parenthesis that closes an interpolation.
    mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while !isAtEnd {
            switch text[position] {
            case Self.slash where starts(with: [Self.slash, Self.slash]):
                while !isAtEnd, text[position] != Self.newline { take(1, as: .comment) }
            case Self.slash where starts(with: [Self.slash, Self.star]):
                readBlockComment()
            case Self.quote, Self.hash:
                if let marks = literalMarks() {
                    readLiteral(marks: marks)
                } else {
                    take(1, as: .code)
                }
            case Self.open:
                depth += 1
                take(1, as: .code)
            case Self.close where untilParenthesis && depth == 0:
                return
            case Self.close:
                depth -= 1
                take(1, as: .code)
            default:
                take(1, as: .code)
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts(with: [Self.slash, Self.star]) {
                depth += 1
                take(2, as: .comment)
            } else if starts(with: [Self.star, Self.slash]) {
                depth -= 1
                take(2, as: .comment)
            } else {
                take(1, as: .comment)
            }
        } while depth > 0 && !isAtEnd
    }

    /// How many `#` a literal that begins here has, or nil if none begins here.
    private func literalMarks() -> Int? {
        var end = position
        while end < text.count, text[end] == Self.hash { end += 1 }
        return end < text.count && text[end] == Self.quote ? end - position : nil
    }

    private mutating func readLiteral(marks: Int) {
        let hashes = Array(repeating: Self.hash, count: marks)
        take(marks, as: .literal)
        let isLong = starts(with: [Self.quote, Self.quote, Self.quote])
        let quotes = Array(repeating: Self.quote, count: isLong ? 3 : 1)
        take(quotes.count, as: .literal)
        while !isAtEnd {
            if starts(with: quotes + hashes) { return take(quotes.count + marks, as: .literal) }
            if !isLong, text[position] == Self.newline { return }
            if starts(with: [Self.backslash] + hashes + [Self.open]) {
                take(marks + 2, as: .literal)
                readCode(untilParenthesis: true)
                take(1, as: .literal)
            } else if starts(with: [Self.backslash] + hashes) {
                take(marks + 2, as: .literal)
            } else {
                take(1, as: .literal)
            }
        }
    }
}
