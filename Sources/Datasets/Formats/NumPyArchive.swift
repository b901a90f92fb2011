import Files
import Portable

/// Writes NumPy archives (.npz): ZIP files of arrays, stored without compression.
///
/// Equal arrays make equal bytes: the date of every entry is 1 January 1980.
package enum NumPyArchive {
    /// An array and its place in an archive.
    struct Entry {
        /// The name of the variable.
        var name: String
        /// NumPy's name of the element type, such as `<f4`.
        var descr: String
        var dimensions: [Int]
        /// The elements in row-major order.
        var bytes: UnsafeRawBufferPointer
    }

    /// An array of floats to write.
    package struct Floats {
        /// The name of the variable.
        package var name: String
        package var dimensions: [Int]
        /// The elements in row-major order.
        package var values: [Double]
        /// Whether elements are rounded to 32 bits.
        package var isSingle: Bool

        package init(_ name: String, dimensions: [Int], values: [Double], isSingle: Bool) {
            precondition(
                dimensions.reduce(1, *) == values.count,
                "\(name): \(values.count, "value") for \(dimensions)")
            self.name = name
            self.dimensions = dimensions
            self.values = values
            self.isSingle = isSingle
        }

        /// Little-endian bytes, as every supported processor has them in memory.
        fileprivate var bytes: [UInt8] {
            isSingle
                ? values.map { Float($0) }.withUnsafeBytes { Array($0) }
                : values.withUnsafeBytes { Array($0) }
        }
    }

    /// Writes arrays of floats atomically.
    ///
    /// - Throws: `system` if the file can't be written, `unusable` if it would exceed 2 GB.
    package static func write(_ arrays: [Floats], to path: String) throws(DatasetError) {
        let parts = arrays.map { (array: $0, storage: SharedBytes(copying: $0.bytes)) }
        defer { withExtendedLifetime(parts) {} }
        try write(
            parts.map { part in
                Entry(
                    name: part.array.name, descr: part.array.isSingle ? "<f4" : "<f8",
                    dimensions: part.array.dimensions, bytes: part.storage.bytes)
            }, to: path)
    }

    /// - Throws: `system` if the file can't be written, `unusable` if it would exceed 2 GB.
    static func write(_ entries: [Entry], to path: String) throws(DatasetError) {
        guard entries.reduce(0, { $0 + $1.bytes.count }) < 1 << 31 else {
            throw .unusable(
                place: path, found: "more than 2 GB", expected: "another format, such as npy")
        }
        let file = try SystemCalls.checked { () throws(FileFailure) in
            try PartialFile(for: path)
        }
        var directory: [UInt8] = []
        var offset = 0
        for entry in entries {
            let header = NumPyHeader.bytes(descr: entry.descr, dimensions: entry.dimensions)
            let crc = ZipDirectory.checksum(of: header, then: entry.bytes)
            let length = UInt32(header.count + entry.bytes.count)
            let entryName = Array((entry.name + ".npy").utf8)
            // Version 2.0, stored, with the constant date.
            let date: [UInt16] = [20, 0, 0, 0, 0x21]
            let common =
                date.flatMap(little) + [crc, length, length].flatMap(little32)
                + little(UInt16(entryName.count)) + little(0)
            let local = little32(0x0403_4B50) + common + entryName
            // Comment, disk and attributes are zero.
            directory += little32(0x0201_4B50) + little(20) + common
            directory += [UInt8](repeating: 0, count: 10) + little32(UInt32(offset)) + entryName
            try SystemCalls.checked { () throws(FileFailure) in
                try file.append(local)
                try file.append(header)
                try file.append(entry.bytes)
            }
            offset += local.count + header.count + entry.bytes.count
        }
        let count = UInt16(entries.count)
        let end =
            little32(0x0605_4B50) + [0, 0, count, count].flatMap(little)
            + [UInt32(directory.count), UInt32(offset)].flatMap(little32) + little(0)
        try SystemCalls.checked { () throws(FileFailure) in
            try file.append(directory + end)
            try file.commit()
        }
    }

    private static func little(_ number: UInt16) -> [UInt8] {
        [UInt8(number & 0xFF), UInt8(number >> 8)]
    }

    private static func little32(_ number: UInt32) -> [UInt8] {
        little(UInt16(number & 0xFFFF)) + little(UInt16(number >> 16))
    }
}
