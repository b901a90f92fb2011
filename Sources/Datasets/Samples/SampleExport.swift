import CMatIO
import Files
import ProcessControl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes byte samples and their labels in the formats that `ArrayFile` reads.
package enum SampleExport: String, Sendable, Hashable, CaseIterable {
    /// Two files: samples and labels.
    case idx, npy
    /// One file with the variables X and y.
    case npz
    /// MATLAB version 7: compressed.
    case mat
    /// MATLAB version 7.3: HDF5.
    case mat73

    /// The files that may be written for a path.
    package func paths(for path: String) -> [String] {
        switch self {
        case .idx, .npy: [path, Self.labelsPath(path)]
        case .npz, .mat, .mat73: [path]
        }
    }

    private static func labelsPath(_ path: String) -> String { path + "-labels" }

    private static let writingSeconds = 3600

    /// Writes a set of bytes.
    ///
    /// The samples are N x H x W (N x C x H x W with more than one channel, N x D for vectors). In
    /// MATLAB files they are H x W x N (H x W x C x N, N x D), for `imshow(X(:, :, 1))`.
    ///
    /// - Returns: the paths of the written files.
    /// - Throws: `system` if a file can't be written, `unusable` if the format can't hold it.
    package func write(_ set: ImageSet, to path: String) throws(DatasetError) -> [String] {
        let isGrey = set.sampleShape.count == 3 && set.channels == 1
        let extents = [set.count] + set.sampleShape.dropFirst(isGrey ? 1 : 0)
        let samples = set.pixels
        let labelsPath = Self.labelsPath(path)
        switch self {
        case .idx:
            try Self.write([IDXHeader.bytes(dimensions: extents)], samples, to: path)
            guard set.hasLabels else { return [path] }
            try Self.write([IDXHeader.bytes(dimensions: [set.count])], set.labels, to: labelsPath)
            return [path, labelsPath]
        case .npy:
            try Self.write(
                [NumPyHeader.bytes(descr: "|u1", dimensions: extents)], samples, to: path)
            guard set.hasLabels else { return [path] }
            try Self.write(
                [NumPyHeader.bytes(descr: "|u1", dimensions: [set.count])], set.labels,
                to: labelsPath)
            return [path, labelsPath]
        case .npz:
            try Self.writeArchive(set, extents, to: path)
        case .mat, .mat73:
            try writeMATLAB(set, extents, to: path)
        }
        return [path]
    }

    /// Writes a file atomically.
    private static func write(
        _ parts: [[UInt8]], _ values: UnsafeRawBufferPointer, to path: String
    ) throws(DatasetError) {
        try SystemCalls.checked { () throws(FileFailure) in
            let file = try PartialFile(for: path)
            for part in parts { try file.append(part) }
            try file.append(values)
            try file.commit()
        }
    }

    // MARK: NumPy's archive

    private static func writeArchive(
        _ set: ImageSet, _ extents: [Int], to path: String
    ) throws(DatasetError) {
        var arrays = [
            NumPyArchive.Entry(name: "X", descr: "|u1", dimensions: extents, bytes: set.pixels)
        ]
        if set.hasLabels {
            arrays.append(
                NumPyArchive.Entry(
                    name: "y", descr: "|u1", dimensions: [set.count], bytes: set.labels))
        }
        try NumPyArchive.write(arrays, to: path)
    }

    // MARK: MATLAB

    private func writeMATLAB(
        _ set: ImageSet, _ extents: [Int], to path: String
    ) throws(DatasetError) {
        let storage = SharedBytes(copying: Array(set.pixels))
        let array = StoredArray(
            storage: storage, offset: 0, element: .uint8, dimensions: extents, order: .rowMajor)
        // Samples are the last axis, channels follow rows and columns.
        let order =
            switch extents.count {
            case 3: [1, 2, 0]
            case 4: [2, 3, 1, 0]
            default: [0, 1]
            }
        let seen = array.permuted(order)
        // Column-major is row-major with reversed axes.
        let values = try seen.permuted(Array(order.indices.reversed())).byteValues()
        let file = try SystemCalls.checked { () throws(FileFailure) in
            try PartialFile(for: path, isWrittenByName: true)
        }
        let end = Result { () throws(LaunchFailure) in
            try Self.write(
                set, seen.dimensions, values.storage, to: file.path, isHDF5: self == .mat73)
        }
        switch end {
        case .success(.exit(0)): break
        case .success(let end):
            throw .system(path: path, action: "write", reason: Self.failure(end))
        case .failure(let failure):
            throw DatasetError(FileFailure(path: path, action: "write", code: failure.code))
        }
        try SystemCalls.checked { () throws(FileFailure) in try file.commit() }
    }

    /// Writes column-major samples, and the labels of a set if it has some, in a child process.
    private static func write(
        _ set: ImageSet, _ extents: [Int], _ samples: SharedBytes, to path: String, isHDF5: Bool
    ) throws(LaunchFailure) -> ProgramEnd {
        defer { withExtendedLifetime((set, samples)) {} }
        let (path, x, y) = (strdup(path), strdup("X"), strdup("y"))
        defer { for text in [path, x, y] { free(text) } }
        var arrays = [output(x, extents, samples.bytes.baseAddress)]
        if set.hasLabels { arrays.append(output(y, [set.count, 1], set.labels.baseAddress)) }
        let end = arrays.withUnsafeBufferPointer { arrays in
            var writing = podium_mat_writing(
                path: path, is_hdf5: isHDF5 ? 1 : 0, arrays: arrays.baseAddress,
                count: Int32(arrays.count))
            return Result { () throws(LaunchFailure) in
                try ForkedCall.run(podium_mat_write, &writing, seconds: writingSeconds)
            }
        }
        return try end.get()
    }

    private static func failure(_ end: ProgramEnd) -> String {
        switch end {
        case .exit: "libmatio could not write it (check the room on the disk)"
        case .signal(let number): "the process that writes it was ended by signal \(number)"
        }
    }

    private static func output(
        _ name: UnsafeMutablePointer<CChar>?, _ extents: [Int], _ data: UnsafeRawPointer?
    ) -> podium_mat_output {
        var output = podium_mat_output()
        output.name = UnsafePointer(name)
        output.rank = Int32(extents.count)
        withUnsafeMutableBytes(of: &output.dimensions) { bytes in
            let dimensions = bytes.bindMemory(to: Int.self)
            for (axis, extent) in extents.enumerated() { dimensions[axis] = extent }
        }
        output.data = data
        return output
    }
}
