import Files
package import StudyModel

/// Input files of jobs, identified by their contents.
///
/// A worker caches them under `inputs/`, each named by its SHA-256. A file that two studies use is
/// stored once, and a changed file is another file. If there is no room for another file, the least
/// recently used ones are removed.
extension DatasetCache {
    /// The path of an input in the cache, whether it exists or not.
    package func path(of input: InputFile) -> String { "\(directory)/inputs/\(input.sha256)" }

    /// Whether an input exists with its full length; its SHA-256 was checked on arrival.
    package func contains(_ input: InputFile) -> Bool {
        input.sha256.isSHA256
            && SystemCalls.byteCount(of: path(of: input)) == input.byteCount
    }

    /// All bytes of a cached input.
    package func bytes(of input: InputFile) throws(DatasetError) -> [UInt8] {
        try SystemCalls.read(path(of: input), count: input.byteCount)
    }

    /// The digests and lengths of all cached inputs, sorted by digest.
    package func inputs() -> [(sha256: String, byteCount: Int)] {
        Directory.readableNames(in: directory + "/inputs").filter(\.isSHA256)
            .compactMap { name in
                SystemCalls.byteCount(of: "\(directory)/inputs/\(name)").map { (name, $0) }
            }
    }
}

extension InputFile {
    /// Describes the file at a path in its current state.
    ///
    /// - Throws: `unusable` if there is no such file, `system` if it can't be read.
    package init(reading path: String) throws(DatasetError) {
        guard let byteCount = SystemCalls.byteCount(of: path) else {
            throw .unusable(
                place: path, found: SystemCalls.absence(of: path), expected: "a file")
        }
        self.init(path: path, sha256: try SHA256.ofFile(path), byteCount: byteCount)
    }
}

extension InputFile {
    /// Describes a file from its bytes.
    package init(path: String, bytes: [UInt8]) {
        self.init(path: path, sha256: SHA256.hexadecimal(bytes), byteCount: bytes.count)
    }
}

extension FoundArray {
    /// Describes the array at a path for a job file; reads headers, no elements.
    ///
    /// The samples axis comes first, as far as the dimensions determine it.
    ///
    /// - Parameter variable: a variable's name, or nil if the file has one array of numbers.
    /// - Throws: `unusable` with a description of the file's contents.
    package init(reading path: String, variable: String?) throws(DatasetError) {
        let file = try ArrayFile(path: path)
        let chosen = try file.choose(variable, wanted: "an array of numbers") { _ in true }
        self.init(
            file: try InputFile(reading: path), variable: chosen.name,
            dimensions: SampleLayout.samplesFirst(chosen.dimensions, format: file.format),
            otherDimensions: SampleLayout.otherReading(chosen.dimensions, format: file.format),
            ownDimensions: chosen.dimensions,
            isBytes: chosen.element == .uint8 || chosen.element == .bool)
    }
}
