/// The supported file formats of arrays.
package enum ArrayFormat: String, Sendable, Hashable {
    case idx = "IDX"
    case npy = "NumPy .npy"
    case npz = "NumPy .npz"
    case matlab = "MATLAB"
}

/// An array in a file, as its header describes it.
package struct ArrayVariable: Sendable, Hashable {
    /// Its name; nil if the file is a single array.
    package var name: String?
    package var dimensions: [Int]
    /// Nil if the elements are not plain numbers.
    package var element: ElementType?
    /// The reason why it can't be read, and the supported alternative.
    var obstacle: FormatFailure?

    /// `X (28 x 28 x 60000 uint8)`.
    package var text: String {
        let kind = element?.rawValue ?? obstacle?.found ?? "unreadable"
        let size = Extents.text(dimensions) + (element == nil ? ", " : " ") + kind
        return name.map { "\($0) (\(size))" } ?? size
    }
}

/// A file of arrays, recognised by its contents and not by its name: IDX, .npy, .npz or MATLAB.
///
/// `init` reads only headers; `load` reads elements. Error messages name the path, the variable,
/// the found and the expected contents.
package final class ArrayFile: Sendable {
    package let path: String
    package let format: ArrayFormat
    package let variables: [ArrayVariable]
    private let contents: any ArrayContents

    /// - Throws: `unusable` if the file is of another format or damaged.
    package init(path: String) throws(DatasetError) {
        guard let byteCount = SystemCalls.byteCount(of: path) else {
            throw .unusable(
                place: path, found: SystemCalls.absence(of: path), expected: Self.kinds)
        }
        guard byteCount > 0 else {
            throw .unusable(place: path, found: "an empty file", expected: Self.kinds)
        }
        self.path = path
        let storage = try SharedBytes(mapping: path)
        let start = Array(storage.bytes.prefix(520))
        do throws(FormatFailure) {
            if start.starts(with: NumPyHeader.magic) {
                (format, contents) = (.npy, try NumPyContents(storage))
            } else if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5])
            {
                (format, contents) = (.npz, try ZipContents(storage))
            } else if IDXHeader.isMagic(start) {
                (format, contents) = (.idx, try IDXContents(storage))
            } else if MATLABContents.isMagic(start) {
                (format, contents) = (.matlab, try MATLABContents(storage, path: path))
            } else {
                throw FormatFailure(Self.guess(start), expected: Self.kinds)
            }
        } catch {
            throw .unusable(place: path, found: error.found, expected: error.expected)
        }
        variables = contents.variables
    }

    private static let kinds =
        "an IDX file, a NumPy file (.npy, .npz) or a MATLAB file (.mat, any version)"

    /// The likely format of an unsupported file.
    private static func guess(_ start: [UInt8]) -> String {
        if start.starts(with: Array("version https://git-lfs".utf8)) {
            return "a pointer of Git LFS, not the file itself (fetch it with 'git lfs pull')"
        }
        if start.starts(with: Array("MATLAB ".utf8)), start.count < 128 {
            return "the beginning of a MATLAB file (truncated at \(start.count) bytes)"
        }
        if start.starts(with: [0x1F, 0x8B]) { return "a gzip file (gunzip it first)" }
        if start.starts(with: Array("\u{89}HDF".utf8.dropFirst(2))) || start.first == 0x89 {
            return start.dropFirst().starts(with: Array("HDF".utf8))
                ? "an HDF5 file that no MATLAB wrote (save with MATLAB's -v7.3, or as .npy)"
                : "a picture (collect the pictures in one array)"
        }
        if start.starts(with: [0x80]) { return "a Python pickle (save with numpy.savez instead)" }
        let text = String(decoding: start.prefix(24), as: UTF8.self)
        return "a file that begins with \(text.debugDescription)"
    }

    /// The variable with a name; without a name, the only one that fits.
    ///
    /// - Parameters:
    ///   - wanted: a description of a fitting variable, for errors.
    ///   - fits: whether a readable variable is suitable.
    /// - Throws: `unusable` with the names and sizes of the file's variables.
    func choose(
        _ name: String?, wanted: String, naming: String = SelectionSource.jobFile.naming,
        fits: (ArrayVariable) -> Bool
    ) throws(DatasetError) -> ArrayVariable {
        func refusal(_ found: String, _ expected: String) -> DatasetError {
            .unusable(place: path, found: found, expected: expected)
        }
        let all = variables.map(\.text).joined(separator: ", ")
        if let name {
            if format == .idx || format == .npy {
                throw refusal(
                    "a single array without a name", "no variable \(name); leave the name out")
            }
            guard let found = variables.first(where: { $0.name == name }) else {
                let isField = variables.contains { $0.obstacle?.found == MATLABContents.structure }
                throw refusal(
                    "no variable \(name)",
                    (variables.isEmpty ? "a variable at all" : "one of \(all)")
                        + (isField
                            ? "; fields of a structure can't be read: save them as variables of "
                                + "their own" : ""))
            }
            if let obstacle = found.obstacle {
                throw .unusable(
                    place: place(of: found), found: obstacle.found, expected: obstacle.expected)
            }
            return found
        }
        let readable = variables.filter { $0.obstacle == nil }
        if variables.count == 1, readable.isEmpty, let only = variables[0].obstacle {
            throw .unusable(
                place: place(of: variables[0]), found: only.found, expected: only.expected)
        }
        let fitting = readable.filter(fits)
        if fitting.count == 1 { return fitting[0] }
        // A file's only array is chosen even if it does not fit, because the later error is
        // clearer.
        if fitting.isEmpty, readable.count == 1 { return readable[0] }
        guard !fitting.isEmpty else {
            throw refusal(all.isEmpty ? "no variables" : "the variables \(all)", wanted)
        }
        throw refusal(
            "\(fitting.count) variables that could be meant: "
                + fitting.map(\.text).joined(separator: ", "),
            "one of them \(naming)")
    }

    /// The elements of a variable.
    func load(_ variable: ArrayVariable) throws(DatasetError) -> StoredArray {
        do throws(FormatFailure) {
            return try contents.load(variable)
        } catch {
            throw .unusable(
                place: place(of: variable), found: error.found, expected: error.expected)
        }
    }

    /// The elements of the variable with a name, in row-major order.
    ///
    /// - Throws: `unusable` if there is no such variable, or if it can't be read.
    package func values(
        of name: String
    ) throws(DatasetError) -> (dimensions: [Int], values: [Double]) {
        let array = try load(choose(name, wanted: "the array \(name)") { $0.name == name })
        return (array.dimensions, array.doubleValues())
    }

    /// The file and the variable, for error messages.
    func place(of variable: ArrayVariable) -> String {
        variable.name.map { "\(path), variable \($0)" } ?? path
    }
}

/// The arrays of one file in one format.
protocol ArrayContents: Sendable {
    var variables: [ArrayVariable] { get }
    func load(_ variable: ArrayVariable) throws(FormatFailure) -> StoredArray
}

struct IDXContents: ArrayContents {
    let variables: [ArrayVariable]
    private let storage: SharedBytes
    private let header: IDXHeader

    init(_ storage: SharedBytes) throws(FormatFailure) {
        self.storage = storage
        header = try IDXHeader(storage.bytes)
        variables = [ArrayVariable(dimensions: header.dimensions, element: header.element)]
    }

    func load(_ variable: ArrayVariable) throws(FormatFailure) -> StoredArray {
        StoredArray(
            storage: storage, offset: header.byteCount, element: header.element,
            isBigEndian: true, dimensions: header.dimensions, order: .rowMajor)
    }
}

struct NumPyContents: ArrayContents {
    let variables: [ArrayVariable]
    private let storage: SharedBytes
    private let header: NumPyHeader

    init(_ storage: SharedBytes) throws(FormatFailure) {
        self.storage = storage
        header = try NumPyHeader(storage.bytes)
        try header.requireElements(of: storage.bytes.count)
        variables = [ArrayVariable(dimensions: header.dimensions, element: header.element)]
    }

    func load(_ variable: ArrayVariable) throws(FormatFailure) -> StoredArray {
        header.array(in: storage, from: 0)
    }
}

extension NumPyHeader {
    /// The array of a .npy file that begins at byte `start`; all its elements must exist.
    func array(in storage: SharedBytes, from start: Int) -> StoredArray {
        StoredArray(
            storage: storage, offset: start + byteCount, element: element,
            isBigEndian: isBigEndian, dimensions: dimensions, order: order)
    }
}
