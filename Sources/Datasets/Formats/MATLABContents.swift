import CMatIO
import Portable
import ProcessControl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The variables of a MATLAB file, version 4 to 7.3, read by libmatio in a child process.
///
/// Elements are column-major, as in MATLAB: size(X) is `dimensions`.
struct MATLABContents: ArrayContents {
    let variables: [ArrayVariable]
    private let path: String
    private let fileByteCount: Int

    /// The largest compression ratio of zlib and of HDF5's deflate filter.
    private static let largestRatio = ZipDirectory.largestRatio

    init(_ storage: SharedBytes, path: String) throws(FormatFailure) {
        self.path = path
        fileByteCount = storage.bytes.count
        // libmatio ignores a missing end, or finds no variables at all.
        try Self.requireWhole(storage.bytes)
        let report = try Self.read(
            path, name: nil, into: nil, count: 0, Self.listingLimits(fileByteCount))
        variables = Self.variables(of: report)
        if variables.isEmpty {
            throw FormatFailure(
                "a MATLAB file without variables (or damaged at its beginning)",
                expected: "one with arrays of numbers")
        }
    }

    func load(_ variable: ArrayVariable) throws(FormatFailure) -> StoredArray {
        if let obstacle = variable.obstacle { throw obstacle }
        guard let element = variable.element, let name = variable.name,
            let byteCount = Extents.byteCount(variable.dimensions, of: element)
        else { throw FormatFailure("no numbers", expected: "a variable of the file") }
        guard byteCount <= fileByteCount * Self.largestRatio + (1 << 16) else {
            throw FormatFailure(
                "\(byteCount) bytes in a file of \(fileByteCount)",
                expected: "a size that so few bytes can hold")
        }
        var outcome: Result<SharedBytes, FormatFailure>?
        let data = try Self.sharedMemory(max(byteCount, 1)) { data in
            outcome = Result { () throws(FormatFailure) in
                try Self.read(
                    path, name: name, into: data, count: byteCount,
                    Self.loadingLimits(byteCount, of: fileByteCount))
            }
        }
        _ = try outcome?.get()
        return StoredArray(
            storage: data, offset: 0, element: element, dimensions: variable.dimensions,
            order: .columnMajor)
    }

    private static func sharedMemory(
        _ byteCount: Int, fill: (UnsafeMutableRawPointer) -> Void
    ) throws(FormatFailure) -> SharedBytes {
        do { return try SharedBytes(sharing: byteCount, path: "an array", fill: fill) } catch {
            throw FormatFailure("\(error)", expected: "\(byteCount) bytes of memory")
        }
    }

    /// Reads the file in a child process; throws if the child failed or a damaged file killed it.
    private static func read(
        _ path: String, name: String?, into data: UnsafeMutableRawPointer?, count: Int,
        _ limits: Limits
    ) throws(FormatFailure) -> SharedBytes {
        var end: Result<ProgramEnd, LaunchFailure>?
        let report = try sharedMemory(MemoryLayout<podium_mat_report>.size) { memory in
            end = withPath(path, name) { path, name in
                var reading = podium_mat_reading(
                    path: path, name: name,
                    report: memory.assumingMemoryBound(to: podium_mat_report.self), data: data,
                    size: count)
                return Result { () throws(LaunchFailure) in
                    try ForkedCall.run(
                        podium_mat_read, &reading, seconds: limits.seconds, memory: limits.memory)
                }
            }
        }
        if case .failure(let failure) = end {
            throw FormatFailure(
                "no process to read it in (\(String(cString: strerror(failure.code))))",
                expected: "room for one more process")
        }
        switch Int(report.bytes.load(as: podium_mat_report.self).status) {
        case podium_mat_done: return report
        case podium_mat_cannot_open:
            throw FormatFailure(
                "the beginning of a MATLAB file that libmatio can't open",
                expected: "a whole file of version 4 to 7.3")
        case podium_mat_no_variable:
            throw FormatFailure("no such variable any more", expected: "the one that was listed")
        case podium_mat_unreadable:
            throw FormatFailure(
                "elements that libmatio can't read (truncated or damaged)",
                expected: "a whole file; save it again")
        default: throw failure(try? end?.get(), limits)
        }
    }

    private static func withPath<Value>(
        _ path: String, _ name: String?,
        _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Value
    ) -> Value {
        path.withCString { path in
            guard let name else { return body(path, nil) }
            return name.withCString { body(path, $0) }
        }
    }

    /// The reason why a child wrote no report.
    private static func failure(_ end: ProgramEnd?, _ limits: Limits) -> FormatFailure {
        switch end {
        case .signal(SIGXCPU):
            FormatFailure(
                "bytes that libmatio reads for more than \(limits.seconds) s (damaged)",
                expected: "a whole file; save it again")
        case .signal(let number) where [SIGINT, SIGTERM, SIGHUP, SIGKILL].contains(number):
            FormatFailure(
                "an end of the process that reads it, by signal \(number)",
                expected: "a process that is left alone and has memory; try again")
        default:
            FormatFailure(
                "bytes that libmatio came to grief over with "
                    + "\(ByteCount.text(limits.memory)) of memory (damaged)",
                expected: "a whole file; save it again")
        }
    }
}

// MARK: What reading may take

extension MATLABContents {
    /// The limits of a child process: processor time, and memory beyond its parent's.
    private struct Limits {
        var seconds: Int
        var memory: Int

        /// - Parameters:
        ///   - bytes: the number of bytes read.
        ///   - copies: the memory limit per byte read, in bytes.
        ///   - rate: the bytes per second read on the slowest machine.
        init(bytes: Int, copies: Int, rate: Int) {
            // For the library itself and the allocator's reserved heaps.
            let base = 192 << 20
            let bytes = min(bytes, Extents.limit)
            seconds = 30 + min(bytes / rate, 86_400)
            memory = base + bytes * copies
        }
    }

    /// The limits for a listing, which reads the headers of all variables, cells and fields; a
    /// header takes some hundreds of bytes in memory and, compressed, only a few in the file.
    private static func listingLimits(_ fileByteCount: Int) -> Limits {
        Limits(bytes: fileByteCount, copies: 64, rate: 10 << 20)
    }

    /// The limits for loading: the elements, their compressed bytes, and chunks.
    private static func loadingLimits(_ byteCount: Int, of fileByteCount: Int) -> Limits {
        Limits(bytes: max(byteCount, fileByteCount), copies: 6, rate: 4 << 20)
    }
}

// MARK: What a variable is

extension MATLABContents {
    private static func variables(of report: SharedBytes) -> [ArrayVariable] {
        let start = report.bytes
        let first = MemoryLayout<podium_mat_report>.offset(of: \.variables)!
        let size = MemoryLayout<podium_mat_variable>.stride
        let stated = Int(start.load(as: podium_mat_report.self).count)
        let variables = (0..<min(max(stated, 0), PODIUM_MAT_VARIABLES)).map {
            variable(
                start.load(fromByteOffset: first + $0 * size, as: podium_mat_variable.self))
        }
        // MATLAB stores data of functions and objects in an array without a name.
        return withExtendedLifetime(report) { variables.filter { $0.name?.isEmpty == false } }
    }

    private static func variable(_ found: podium_mat_variable) -> ArrayVariable {
        let name = withUnsafeBytes(of: found.name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        var text = found
        let rank = Int(found.rank)
        let dimensions = withUnsafeBytes(of: &text.dimensions) { bytes in
            bytes.bindMemory(to: UInt64.self).prefix(max(0, rank)).map { Int(clamping: $0) }
        }
        func refused(_ found: String, _ expected: String) -> ArrayVariable {
            ArrayVariable(
                name: name, dimensions: dimensions, element: nil,
                obstacle: FormatFailure(found, expected: expected))
        }
        guard rank != 0 else {
            return refused(
                "a single number without dimensions",
                "an array whose first or last dimension counts the samples")
        }
        guard (1...PODIUM_MAT_RANK).contains(rank) else {
            return refused("an array of \(rank) dimensions", "8 at most")
        }
        if found.class_type == Int32(MAT_C_SPARSE.rawValue) {
            return refused("a sparse matrix", "a full one: save full(\(name))")
        }
        guard let element = elementTypes[UInt32(bitPattern: found.class_type)] else {
            if found.class_type == Int32(MAT_C_EMPTY.rawValue), !dimensions.contains(0) {
                return refused(
                    "an array without a usable attribute MATLAB_class",
                    "one that says the class of the values, as MATLAB writes it, such as 'double' "
                        + "with a zero byte at its end, which h5py and hdf5storage leave out; save "
                        + "the array as .npy, or with MATLAB")
            }
            let kind = kinds[UInt32(bitPattern: found.class_type)] ?? "no numbers"
            return refused(
                kind,
                "an array of numbers or of logical values"
                    + advice(UInt32(bitPattern: found.class_type), name))
        }
        if found.is_complex != 0 {
            return refused("complex numbers", "real ones: save real(\(name))")
        }
        guard Extents.byteCount(dimensions, of: element) != nil else {
            return refused("the size \(Extents.text(dimensions))", "less than 1 TB")
        }
        let isLogical = found.is_logical != 0 && element == .uint8
        return ArrayVariable(
            name: name, dimensions: dimensions, element: isLogical ? .bool : element)
    }

    private static let elementTypes: [UInt32: ElementType] = [
        MAT_C_DOUBLE.rawValue: .float64, MAT_C_SINGLE.rawValue: .float32,
        MAT_C_INT8.rawValue: .int8, MAT_C_UINT8.rawValue: .uint8, MAT_C_INT16.rawValue: .int16,
        MAT_C_UINT16.rawValue: .uint16, MAT_C_INT32.rawValue: .int32,
        MAT_C_UINT32.rawValue: .uint32, MAT_C_INT64.rawValue: .int64,
        MAT_C_UINT64.rawValue: .uint64,
    ]

    /// How the arrays in a variable of another class become variables of their own, or nothing.
    private static func advice(_ type: UInt32, _ name: String) -> String {
        switch type {
        case MAT_C_STRUCT.rawValue:
            "; save the array in it as a variable of its own: in MATLAB X = \(name).FIELD; "
                + "save('new.mat', 'X')"
        case MAT_C_CELL.rawValue:
            "; save the arrays in it as one variable: in MATLAB, cat joins them"
        default: ""
        }
    }

    /// What is said to be found in place of numbers.
    static let structure = "a structure"

    private static let kinds: [UInt32: String] = [
        MAT_C_EMPTY.rawValue: "an empty array", MAT_C_CELL.rawValue: "a cell array",
        MAT_C_STRUCT.rawValue: structure, MAT_C_OBJECT.rawValue: "an object",
        MAT_C_CHAR.rawValue: "a text", MAT_C_FUNCTION.rawValue: "a function",
        MAT_C_OPAQUE.rawValue: "an object",
    ]
}
