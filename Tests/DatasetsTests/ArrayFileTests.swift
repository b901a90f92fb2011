import Foundation
import Testing

@testable import Datasets

/// The arrays that Scripts/goldens_data.py wrote.
enum GoldenArrays {
    static let shape = [4, 3, 2]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Goldens/Arrays/\(name)").path
    }

    /// The types as NumPy names them.
    static let types: [(name: String, element: ElementType)] = [
        ("u1", .uint8), ("u2", .uint16), ("u4", .uint32), ("u8", .uint64), ("i1", .int8),
        ("i2", .int16), ("i4", .int32), ("i8", .int64), ("f2", .float16), ("f4", .float32),
        ("f8", .float64), ("b1", .bool),
    ]

    /// Every element in row-major order, as the script says.
    static func values(_ element: ElementType, count: Int = 24) -> [Double] {
        (0..<count).map { place in
            if element == .bool { return Double(place % 2) }
            return element.rawValue.hasPrefix("u") ? Double(place) : Double(place - 3)
        }
    }

    static func array(_ name: String, _ variable: String? = nil) throws -> StoredArray {
        let file = try ArrayFile(path: path(name))
        return try file.load(file.choose(variable, wanted: "a variable") { _ in true })
    }

    /// What a file is refused with, without its directory.
    static func refusal(_ path: String, _ variable: String? = nil) throws -> String {
        let error = datasetError { () throws(DatasetError) in
            let file = try ArrayFile(path: path)
            _ = try file.load(file.choose(variable, wanted: "another") { _ in true })
        }
        let text = try #require(error, "\(path) was read").description
        return text.replacingOccurrences(path, String(path.split(separator: "/").last!))
    }
}

@Suite("Files of arrays")
struct ArrayFileTests {
    private let directory = try! TemporaryDirectory()

    @Test("NumPy's files are read: every type, both byte orders, C and Fortran order")
    func numpy() throws {
        for (name, element) in GoldenArrays.types {
            for variant in ["le-\(name)-c", "le-\(name)-f", "be-\(name)-c", "be-\(name)-f"] {
                let array = try GoldenArrays.array(variant + ".npy")
                #expect(array.dimensions == GoldenArrays.shape && array.element == element)
                #expect(array.doubleValues() == GoldenArrays.values(element), "\(variant)")
            }
        }
        for version in 1...3 {
            let array = try GoldenArrays.array("version-\(version).npy")
            #expect(array.doubleValues() == GoldenArrays.values(.int32))
        }
        let scalar = try GoldenArrays.array("scalar.npy")
        #expect(scalar.dimensions.isEmpty && scalar.doubleValues() == [2.5])
    }

    @Test("Half floats have their values: subnormal, largest, infinite, none")
    func halves() throws {
        let values = try GoldenArrays.array("halves.npy").doubleValues()
        #expect(values[0] == 0 && values[0].sign == .plus && values[1].sign == .minus)
        #expect(values[2...4] == [1, -2.5, 65504])
        #expect(values[5] == 0x1p-14 && values[6] == 0x1p-24)
        #expect(values[7] == .infinity && values[8] == -.infinity && values[9].isNaN)
    }

    @Test("NumPy's archives are read: stored, deflated, and with 64-bit lengths")
    func archives() throws {
        for name in ["stored.npz", "deflated.npz", "wide.npz"] {
            let file = try ArrayFile(path: GoldenArrays.path(name))
            #expect(file.format == .npz)
            #expect(file.variables.map(\.name) == ["X", "y", "w"])
            #expect(file.variables.map(\.dimensions) == [[4, 3, 2], [4], [4, 3, 2]])
            #expect(
                try GoldenArrays.array(name, "X").doubleValues() == GoldenArrays.values(.uint8))
            #expect(try GoldenArrays.array(name, "y").doubleValues() == [3, 1, 2, 1])
            #expect(
                try GoldenArrays.array(name, "w").doubleValues() == GoldenArrays.values(.float32))
        }
    }

    @Test("IDX files are read, of every element type of the format")
    func idx() throws {
        for name in ["u1", "i1", "i2", "i4", "f4", "f8"] {
            let element = try #require(GoldenArrays.types.first { $0.name == name }).element
            let array = try GoldenArrays.array(name + ".idx")
            #expect(array.element == element && array.dimensions == GoldenArrays.shape)
            #expect(array.doubleValues() == GoldenArrays.values(element), "\(name)")
        }
    }

    @Test("MATLAB's files are read: version 4, 5, 7 (compressed) and 7.3 (HDF5)")
    func matlab() throws {
        for name in ["v5.mat", "v7.mat", "v73.mat"] {
            let file = try ArrayFile(path: GoldenArrays.path(name))
            #expect(file.format == .matlab)
            let expected = name == "v73.mat" ? 6 : 11
            #expect(file.variables.count == expected, "\(name): \(file.variables.map(\.text))")
            for variable in file.variables {
                let type = GoldenArrays.types.first { $0.name == variable.name }
                #expect(variable.element == type?.element, "\(name): \(variable.text)")
                #expect(variable.dimensions == GoldenArrays.shape)
                let array = try file.load(variable)
                #expect(
                    try array.doubleValues() == GoldenArrays.values(#require(type).element),
                    "\(name): \(variable.text)")
            }
        }
        let old = try ArrayFile(path: GoldenArrays.path("v4.mat"))
        #expect(old.variables.map(\.name) == ["f8", "f4", "i4", "i2", "u2", "u1"])
        for variable in old.variables {
            #expect(variable.dimensions == [4, 3])
            let element = GoldenArrays.types.first { $0.name == variable.name }!.element
            #expect(
                try old.load(variable).doubleValues() == GoldenArrays.values(element, count: 12),
                "\(variable.text)")
        }
    }

    @Test("What is no array of numbers is refused in words, and a number beside it is read")
    func refusals() throws {
        func refusal(_ name: String, _ variable: String? = nil) throws -> String {
            try GoldenArrays.refusal(GoldenArrays.path(name), variable)
        }
        let type =
            "expected bool, whole numbers of 8 to 64 bits or floats of 16 to 64; "
            + "convert it with astype before saving"
        #expect(
            try refusal("pickled.npy")
                == "pickled.npy: found elements of type '|O' (objects, pickled, which could run "
                + "any code), " + type)
        #expect(
            try refusal("texts.npy")
                == "texts.npy: found elements of type '<U3' (texts), " + type)
        #expect(try refusal("complex.npy").contains("'<c16' (complex numbers)"))
        #expect(try refusal("fields.npy").contains("found a structured array, with fields"))
        #expect(
            try refusal("others.mat", "sparse")
                == "others.mat, variable sparse: found a sparse matrix, "
                + "expected a full one: save full(sparse)")
        for (name, text) in [
            ("text", "a text"), ("cell", "a cell array"), ("structure", "a structure"),
            ("complex", "complex numbers"),
        ] {
            #expect(try refusal("others.mat", name).contains("found \(text), expected"))
        }
        #expect(
            try refusal("others.mat", "structure").hasSuffix(
                "; save the array in it as a variable of its own: in MATLAB X = structure.FIELD; "
                    + "save('new.mat', 'X')"))
        #expect(
            try refusal("others.mat", "X").hasSuffix(
                "; fields of a structure can't be read: save them as variables of their own"))
        #expect(
            try refusal("deflated.npz", "z")
                == "deflated.npz: found no variable z, expected one of X (4 x 3 x 2 uint8), "
                + "y (4 int64), w (4 x 3 x 2 float32)")
        #expect(
            try refusal("deflated.npz")
                == "deflated.npz: found 3 variables that could be meant: X (4 x 3 x 2 uint8), "
                + "y (4 int64), w (4 x 3 x 2 float32), expected one of them named by 'variable'")
        #expect(try refusal("u1.idx", "X").contains("expected no variable X"))
        let row = try GoldenArrays.array("others.mat")
        #expect(row.dimensions == [1, 4] && row.doubleValues() == [-3, -2, -1, 0])
    }

    @Test("Files of other kinds are told by what they are")
    func otherKinds() throws {
        for (bytes, text) in [
            ([0x1F, 0x8B, 8, 0], "a gzip file (gunzip it first)"),
            (Array("\u{80}\u{4}".unicodeScalars.map { UInt8($0.value) }), "a Python pickle"),
            ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "an HDF5 file that no MATLAB wrote"),
            ([0x89] + Array("PNG\r\n\u{1A}\n".utf8), "a picture"),
            (Array("1,2,3\n".utf8), "a file that begins with \"1,2,3\\n\""),
            (Array("PK\u{3}\u{4}zip".utf8), "a ZIP archive without the directory at its end"),
        ] as [([UInt8], String)] {
            let path = try directory.write(bytes, to: "other")
            #expect(try GoldenArrays.refusal(path).hasPrefix("other: found \(text)"))
        }
        let empty = try directory.write([], to: "empty")
        #expect(try GoldenArrays.refusal(empty).hasPrefix("empty: found an empty file, expected"))
        #expect(try GoldenArrays.refusal("/nowhere/x.npy").hasPrefix("x.npy: found no such file"))
        #expect(try GoldenArrays.refusal(directory.path).contains("found a directory"))
    }

    /// Sets of bytes that hold a small array but claim a vast one.
    @Test("A header that claims more than the file holds is refused before memory is made")
    func claims() throws {
        let header = NumPyHeader.bytes(descr: "<f8", dimensions: [1 << 20, 1 << 10])
        let path = try directory.write(header + [1, 2, 3], to: "vast.npy")
        #expect(
            try GoldenArrays.refusal(path)
                == "vast.npy: found 3 bytes of elements (truncated), expected 8589934592, for "
                + "1048576 x 1024 float64")
        let endless = NumPyHeader.bytes(descr: "<f8", dimensions: [1 << 40, 1 << 40])
        #expect(
            try GoldenArrays.refusal(directory.write(endless, to: "endless.npy"))
                .contains("expected less than 1 TB"))
    }

    @Test("What is quoted from a damaged header is short and has no control characters")
    func damagedHeader() throws {
        func refusal(_ text: String) throws -> String {
            let bytes = NumPyHeader.magic + [1, 0, 118, 0] + Array(text.utf8)
            let padding = [UInt8](repeating: 0x20, count: 118 - text.utf8.count)
            return try GoldenArrays.refusal(directory.write(bytes + padding, to: "d.npy"))
        }
        let type = try refusal(
            "{'descr': '\u{1B}[2J\u{7}bell and a long rest', 'fortran_order': False, 'shape': (), }"
        )
        #expect(
            type.hasPrefix(
                "d.npy: found elements of type '\\u{1B}[2J\\u{7}bell and a long…', expec"),
            "\(type)")
        let dictionary = try refusal("{\u{9B}\u{202E}" + String(repeating: "x", count: 100))
        #expect(
            dictionary.hasPrefix("d.npy: found the header '{\\u{9B}\\u{202E}xxx"), "\(dictionary)")
        #expect(dictionary.contains("x…', expected a dictionary"), "\(dictionary)")
    }

    @Test("Arrays of MATLAB's version 7.3 without their class are refused with the attribute")
    func noClass() throws {
        var bytes = Array(
            try #require(FileManager.default.contents(atPath: GoldenArrays.path("v73.mat"))))
        let (name, other) = (Array("MATLAB_class".utf8), Array("MATLAB_klass".utf8))
        var index = 0
        while index + name.count <= bytes.count {
            if bytes[index] == name[0], Array(bytes[index..<index + name.count]) == name {
                bytes.replaceSubrange(index..<index + name.count, with: other)
            }
            index += 1
        }
        let directory = try TemporaryDirectory()
        let file = try ArrayFile(path: directory.write(bytes, to: "x.mat"))
        let variable = try #require(file.variables.first)
        #expect(variable.element == nil)
        #expect(
            variable.text.hasSuffix(", an array without a usable attribute MATLAB_class)"),
            "\(variable.text)")
    }
}
