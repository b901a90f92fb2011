import Portable

/// Reads the arrays in a Python pickle without running any of its code.
///
/// A pickle is a program for a stack machine that can call any Python function. This reader
/// supports only the opcodes of a tuple of NumPy arrays (protocol 2), and three names: NumPy's
/// array and element type, and the function that makes an empty array. They become plain values.
/// Everything else is refused by name. Source: the comments of CPython's Lib/pickletools.py.
struct PickleReader {
    /// A value on the stack.
    indirect enum Value: Sendable, Hashable {
        case none
        case bool(Bool)
        case int(Int)
        /// A byte string: its range in the file.
        case bytes(Range<Int>)
        case tuple([Value])
        case array(Array)
        case global(Global)
        /// An index in `objects`, for a value that is memoised first and completed by BUILD later.
        case object(Int)
        case mark
    }

    /// A NumPy array in C order; its elements stay in the file.
    struct Array: Sendable, Hashable {
        /// `<f4` or `<i8`.
        var type: String
        var shape: [Int]
        var elements: Range<Int>
    }

    /// The allowed names.
    enum Global: String, Sendable, Hashable, CaseIterable {
        case reconstruct = "numpy.core.multiarray _reconstruct"
        case array = "numpy ndarray"
        case elementType = "numpy dtype"
    }

    struct Refusal: Error, Sendable, Hashable {
        var position: Int
        var reason: String

        var description: String { "at byte \(position): \(reason)" }
    }

    private enum Object {
        case emptyArray
        case array(Array)
        case elementType(code: String, order: String?)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var stack: [Value] = []
    private var memo: [UInt8: Value] = [:]
    private var objects: [Object] = []

    /// The value that a pickle holds.
    static func read(_ bytes: [UInt8]) throws(Refusal) -> Value {
        var reader = PickleReader(bytes: bytes)
        return try reader.run()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func run() throws(Refusal) -> Value {
        // The expected pickle has about 120 opcodes; the limit bounds stack and time.
        for _ in 0..<1_000 {
            let start = position
            let opcode = try byte()
            if opcode == UInt8(ascii: ".") {
                let value = resolve(try pop())
                guard stack.isEmpty else { throw refusal("values are left over at the end") }
                guard position == bytes.count else { throw refusal("bytes follow the end") }
                return value
            }
            do {
                try execute(opcode)
            } catch {
                throw Refusal(position: start, reason: error.reason)
            }
        }
        throw refusal("the pickle has more opcodes than four arrays need")
    }

    private mutating func execute(_ opcode: UInt8) throws(Refusal) {
        switch Character(UnicodeScalar(opcode)) {
        case "\u{80}":  // PROTO
            let version = try byte()
            guard version == 2 else { throw refusal("protocol \(version), expected 2") }
        case "c": stack.append(.global(try global()))
        case "q": memo[try byte()] = try top()  // BINPUT
        case "h":  // BINGET
            let key = try byte()
            guard let value = memo[key] else { throw refusal("nothing is memorised as \(key)") }
            stack.append(value)
        case "K": stack.append(.int(Int(try byte())))  // BININT1
        case "M": stack.append(.int(try littleEndian(2)))  // BININT2
        case "J":  // BININT
            stack.append(.int(Int(Int32(truncatingIfNeeded: try littleEndian(4)))))
        case "N": stack.append(.none)
        case "\u{89}": stack.append(.bool(false))  // NEWFALSE
        case "U": stack.append(.bytes(try take(Int(try byte()))))  // SHORT_BINSTRING
        case "T": stack.append(.bytes(try take(try littleEndian(4))))  // BINSTRING
        case "(": stack.append(.mark)
        case "t":  // TUPLE
            guard let mark = stack.lastIndex(of: .mark) else { throw refusal("TUPLE without MARK") }
            let items = Swift.Array(stack[(mark + 1)...])
            stack.removeSubrange(mark...)
            try pushTuple(items)
        case "\u{85}": try makeTuple(1)
        case "\u{86}": try makeTuple(2)
        case "\u{87}": try makeTuple(3)
        case "R": try reduce()
        case "b": try build()
        default: throw refusal("the opcode \(PickleOpcode.name(opcode)) is not allowed")
        }
    }

    // MARK: What stands for calls

    /// REDUCE: `_reconstruct(ndarray, (0,), b'b')` or `dtype('f4', 0, 1)`.
    private mutating func reduce() throws(Refusal) {
        let arguments = try pop()
        let callee = try pop()
        switch (callee, arguments) {
        case (.global(.reconstruct), .tuple(let items)):
            guard items.count == 3, items[0] == .global(.array), items[1] == .tuple([.int(0)])
            else { throw refusal("_reconstruct is not called to make an empty array") }
            objects.append(.emptyArray)
        case (.global(.elementType), .tuple(let items)):
            guard items.count == 3, case .bytes(let range) = items[0], range.count <= 8 else {
                throw refusal("dtype is not called with a type code")
            }
            objects.append(.elementType(code: text(range), order: nil))
        default: throw refusal("a call of something else than _reconstruct or dtype")
        }
        stack.append(.object(objects.count - 1))
    }

    /// BUILD: gives an empty array its shape and elements, or an element type its byte order.
    private mutating func build() throws(Refusal) {
        guard case .tuple(let state) = try pop(), case .object(let index) = try top() else {
            throw refusal("BUILD of something else than an array or a dtype")
        }
        switch objects[index] {
        case .elementType(let code, nil):
            guard state.count == 8, state[0] == .int(3), case .bytes(let order) = state[1],
                order.count == 1
            else { throw refusal("an unknown state of a dtype") }
            objects[index] = .elementType(code: code, order: text(order))
        case .emptyArray:
            guard state.count == 5, state[0] == .int(1), case .tuple(let shape) = state[1],
                case .object(let type) = state[2], state[3] == .bool(false),
                case .bytes(let elements) = state[4]
            else { throw refusal("an unknown state of an array") }
            objects[index] = .array(try array(shape: shape, type: type, elements: elements))
        default: throw refusal("BUILD of what is built already")
        }
    }

    private func array(
        shape: [Value], type: Int, elements: Range<Int>
    ) throws(Refusal) -> Array {
        guard case .elementType(let code, let order?) = objects[type],
            let size = ["<f4": 4, "<i8": 8][order + code]
        else { throw refusal("an array of something else than <f4 or <i8") }
        var extents: [Int] = []
        var expected = size
        for item in shape {
            guard case .int(let extent) = item, extent >= 0 else {
                throw refusal("a shape that isn't made of whole numbers")
            }
            let (product, overflow) = expected.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw refusal("a shape that is too large") }
            expected = product
            extents.append(extent)
        }
        guard elements.count == expected else {
            throw refusal("\(elements.count, "byte") of elements, expected \(expected)")
        }
        return Array(type: order + code, shape: extents, elements: elements)
    }

    /// Replaces indices in `objects` by their arrays.
    private func resolve(_ value: Value) -> Value {
        switch value {
        case .object(let index):
            if case .array(let array) = objects[index] { return .array(array) }
            return value
        case .tuple(let items): return .tuple(items.map(resolve))
        default: return value
        }
    }

    // MARK: Bytes and stack

    private func refusal(_ reason: String) -> Refusal {
        Refusal(position: position, reason: reason)
    }

    private mutating func byte() throws(Refusal) -> UInt8 {
        guard position < bytes.count else { throw refusal("the pickle is truncated") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(Refusal) -> Range<Int> {
        // A BINSTRING's length is signed: above 2^31 - 1 it would be negative.
        guard count <= Int(Int32.max), count <= bytes.count - position else {
            throw refusal("the pickle is truncated: \(count, "byte") should follow")
        }
        defer { position += count }
        return position..<position + count
    }

    private mutating func littleEndian(_ count: Int) throws(Refusal) -> Int {
        bytes[try take(count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private mutating func global() throws(Refusal) -> Global {
        var lines: [String] = []
        while lines.count < 2 {
            let rest = bytes[position...].prefix(200)
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw refusal("a GLOBAL without a name")
            }
            lines.append(text(position..<end))
            position = end + 1
        }
        guard let known = Global(rawValue: lines.joined(separator: " ")) else {
            throw refusal("GLOBAL \(lines.joined(separator: " ")) is not allowed")
        }
        return known
    }

    private func top() throws(Refusal) -> Value {
        guard let value = stack.last, value != .mark else { throw refusal("the stack is empty") }
        return value
    }

    private mutating func pop() throws(Refusal) -> Value {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func makeTuple(_ count: Int) throws(Refusal) {
        var items: [Value] = []
        for _ in 0..<count { items.append(try pop()) }
        try pushTuple(items.reversed())
    }

    /// Limits length and depth: tuples nested through the memo could grow without bounds.
    private mutating func pushTuple(_ items: [Value]) throws(Refusal) {
        let value = Value.tuple(items)
        guard items.count <= 8, Self.depth(value) <= 3 else {
            throw refusal("a tuple that is longer or deeper than arrays need")
        }
        stack.append(value)
    }

    private static func depth(_ value: Value) -> Int {
        guard case .tuple(let items) = value else { return 0 }
        return 1 + (items.map(depth).max() ?? 0)
    }
}
