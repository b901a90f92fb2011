import Portable

/// Damages files: a few changes that depend on the seed alone.
package struct Mutator {
    /// What means something to the format beside single bytes.
    package struct Vocabulary: Sendable {
        package var words: [[UInt8]]
        /// Whether the format is text, in lines.
        package var isText: Bool
        /// Where half of the changes go: headers are at the beginning.
        package var reach: Int

        package init(words: [[UInt8]] = [], isText: Bool = false, reach: Int = .max) {
            self.words = words
            self.isText = isText
            self.reach = reach
        }
    }

    private let generator: SeededGenerator
    private var drawn = 0

    package init(seed: Int) {
        generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
    }

    /// A number from 0 up to, not including, a bound.
    package mutating func draw(_ bound: Int) -> Int {
        drawn += 1
        return generator.uniform(below: bound, index: drawn)
    }

    /// The bytes with one to four changes.
    package mutating func mutated(_ bytes: [UInt8], _ vocabulary: Vocabulary) -> [UInt8] {
        var bytes = bytes
        for _ in 0...draw(4) where !bytes.isEmpty {
            if vocabulary.isText, draw(2) == 0 {
                changeText(&bytes)
            } else {
                changeBytes(&bytes, vocabulary)
            }
        }
        return bytes
    }

    private mutating func place(in count: Int, reach: Int = .max) -> Int {
        draw(draw(2) == 0 ? min(count, reach) : count)
    }

    // MARK: Bytes

    private mutating func changeBytes(_ bytes: inout [UInt8], _ vocabulary: Vocabulary) {
        let first = place(in: bytes.count, reach: vocabulary.reach)
        let end = min(bytes.count, first + 1 + draw(12))
        switch draw(10) {
        case 0: bytes[first] = UInt8(draw(256))
        case 1: bytes[first] = [0, 1, 0x7F, 0x80, 0xFE, 0xFF][draw(6)]
        case 2: bytes[first] ^= 1 << UInt8(draw(8))
        case 3: bytes.removeSubrange(first..<end)
        case 4: bytes.insert(contentsOf: bytes[first..<end], at: draw(bytes.count))
        case 5: bytes.insert(UInt8(draw(256)), at: first)
        case 6: bytes.removeLast(draw(bytes.count))
        case 7 where !vocabulary.words.isEmpty:
            bytes.insert(contentsOf: vocabulary.words[draw(vocabulary.words.count)], at: first)
        case 8 where !vocabulary.words.isEmpty:
            bytes.replaceSubrange(
                first..<end, with: vocabulary.words[draw(vocabulary.words.count)])
        default: writeNumber(to: &bytes, at: first)
        }
    }

    /// Numbers at which something overflows, or nearly.
    package static let extremes: [UInt64] = [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000,
        0xFFFF_FFFF, 1 << 32, (1 << 40) - 1, 1 << 40, 1 << 53, 1 << 62, (1 << 63) - 1, 1 << 63,
        .max - 1, .max,
    ]

    /// Overwrites 1, 2, 4 or 8 bytes by an extreme number, in either byte order.
    private mutating func writeNumber(to bytes: inout [UInt8], at first: Int) {
        let number = Self.extremes[draw(Self.extremes.count)]
        let size = [1, 2, 4, 8][draw(4)]
        let isBig = draw(2) == 0
        for index in 0..<size where first + index < bytes.count {
            let shift = UInt64(8 * (isBig ? size - 1 - index : index))
            bytes[first + index] = UInt8(truncatingIfNeeded: number >> shift)
        }
    }

    // MARK: Text

    /// Numbers as texts have them.
    private static let numbers = [
        "0", "-1", "1", "2", "1e-5", "1e999", "-1e308", "1e308", "1e-320", ".nan", ".inf", "010",
        "9007199254740992", "9007199254740993", "-9007199254740992", "9223372036854775807",
        "-9223372036854775808", "-9223372036854775808.0", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "65536", "65537", "10000000", "1024",
        "2147483648", "4294967296", "0.5", "0.999999999999999999", "1e6", "-0", "-0.0", "1_000",
        "0x10", "0o7", "+5", "1.", ".5", "99999999999999999999999999",
    ].map { Array($0.utf8) }

    private mutating func changeText(_ bytes: inout [UInt8]) {
        switch draw(8) {
        case 0, 1, 2: replaceNumber(in: &bytes)
        case 3, 4, 5: changeLines(&bytes)
        case 6: replaceWord(in: &bytes)
        default:
            guard draw(8) == 0 else { return replaceNumber(in: &bytes) }
            nest(&bytes)
        }
    }

    /// Puts another number in place of one of the text's.
    private mutating func replaceNumber(in bytes: inout [UInt8]) {
        func isPart(_ byte: UInt8) -> Bool {
            Unicode.Scalar(byte).properties.numericType != nil || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
        let start = place(in: bytes.count)
        guard let first = bytes[start...].firstIndex(where: isPart) else { return }
        let end = bytes[first...].firstIndex { !isPart($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: Self.numbers[draw(Self.numbers.count)])
    }

    /// Puts one of the text's words in place of another.
    private mutating func replaceWord(in bytes: inout [UInt8]) {
        func isPart(_ byte: UInt8) -> Bool {
            byte >= 0x80 || Unicode.Scalar(byte).properties.isAlphabetic
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
        }
        func word(from start: Int) -> Range<Int>? {
            guard let first = bytes[start...].firstIndex(where: isPart) else { return nil }
            return first..<(bytes[first...].firstIndex { !isPart($0) } ?? bytes.count)
        }
        guard let old = word(from: draw(bytes.count)), let new = word(from: draw(bytes.count))
        else { return }
        bytes.replaceSubrange(old, with: Array(bytes[new]))
    }

    private mutating func changeLines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(Array.init)
        let (one, other) = (draw(lines.count), draw(lines.count))
        switch draw(6) {
        case 0: lines.remove(at: one)
        case 1: lines.insert(lines[one], at: other)
        case 2: lines.swapAt(one, other)
        case 3: lines[one].insert(contentsOf: [0x20, 0x20], at: 0)
        case 4: lines[one].removeFirst(min(2, lines[one].count))
        default: lines[one].removeLast(draw(lines[one].count + 1))
        }
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// Nests very deeply, or refers to what refers to what refers.
    private mutating func nest(_ bytes: inout [UInt8]) {
        let opening = ["[", "{a: ", "- ", "? ", "&a [*a, ", "!!set {"][draw(6)]
        let depth = [10, 300, 30_000][draw(3)]
        let brackets = Array(repeating: Array(opening.utf8), count: depth).joined()
        guard draw(2) == 0 else {
            bytes.insert(contentsOf: brackets, at: place(in: bytes.count))
            return
        }
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(aliases)]\n"
        }
        bytes.insert(contentsOf: Array(bomb.utf8), at: 0)
        replaceNumber(in: &bytes)
    }
}
