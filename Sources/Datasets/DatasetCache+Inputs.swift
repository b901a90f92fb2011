import Files
package import StudyModel

/// Files that jobs name, known by their contents.
///
/// A worker keeps them in the cache under `inputs/`, each with its SHA-256 for a name, so that a
/// file that two studies use is there once, and a changed file is another one. Those that were not
/// used for longest are removed when there is no room for another.
extension DatasetCache {
    /// Where an input is kept, or will be.
    package func path(of input: InputFile) -> String { "\(directory)/inputs/\(input.sha256)" }

    /// Whether an input is there at its full length; its SHA-256 was checked when it came.
    package func contains(_ input: InputFile) -> Bool {
        InputShelf.isDigest(input.sha256)
            && SystemCalls.byteCount(of: path(of: input)) == input.byteCount
    }

    /// All bytes of an input that is there.
    package func bytes(of input: InputFile) throws(DatasetError) -> [UInt8] {
        try SystemCalls.read(path(of: input), count: input.byteCount)
    }

    /// The inputs that are kept here: their digests and lengths, by digest.
    package func inputs() -> [(sha256: String, byteCount: Int)] {
        SystemCalls.names(in: directory + "/inputs").filter(InputShelf.isDigest).sorted()
            .compactMap { name in
                SystemCalls.byteCount(of: "\(directory)/inputs/\(name)").map { (name, $0) }
            }
    }
}

extension InputFile {
    /// The file at a path, as it is now.
    ///
    /// - Throws: `unusable` where there is none, `system` where it can't be read.
    package init(reading path: String) throws(DatasetError) {
        guard let byteCount = SystemCalls.byteCount(of: path) else {
            throw .unusable(
                place: path, found: SystemCalls.absence(of: path), expected: "a file")
        }
        self.init(path: path, sha256: try SHA256.ofFile(path), byteCount: byteCount)
    }
}

extension InputFile {
    /// A file whose bytes were read already.
    package init(path: String, bytes: [UInt8]) {
        self.init(path: path, sha256: SHA256.hexadecimal(bytes), byteCount: bytes.count)
    }
}

extension FoundArray {
    /// The array at a path, as a job file needs to know it: whole headers, no elements.
    ///
    /// Dimensions come samples first, as far as they tell which axis counts the samples.
    ///
    /// - Parameter variable: a variable's name, or nil where the file has one array of numbers.
    /// - Throws: `unusable` with what is there.
    package init(reading path: String, variable: String?) throws(DatasetError) {
        let file = try ArrayFile(path: path)
        let chosen = try file.choose(variable, wanted: "an array of numbers") { _ in true }
        self.init(
            file: try InputFile(reading: path), variable: chosen.name,
            dimensions: SampleLayout.samplesFirst(chosen.dimensions, format: file.format),
            otherDimensions: SampleLayout.otherReading(chosen.dimensions, format: file.format),
            isBytes: chosen.element == .uint8 || chosen.element == .bool)
    }
}
