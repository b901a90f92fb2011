import Files
package import StudyModel

/// The data set cache of this machine: a directory with one subdirectory per data set.
///
/// Every file in the cache is complete and correct: it is written beside its final path, checked
/// against its SHA-256 and then renamed.
package struct DatasetCache: Sendable, Hashable {
    package let directory: String
    /// The limit in bytes for jobs' input files that are not in use.
    package let inputsLimit: Int

    package init(directory: String, inputsLimit: Int = standardInputsLimit) {
        self.directory = directory
        self.inputsLimit = inputsLimit
    }

    /// The cache that the environment selects; an invalid limit is replaced by the standard one.
    package static func standard(environment: [String: String]) -> DatasetCache {
        let limit = environment[inputsLimitVariable].flatMap(inputsLimit)
        return DatasetCache(
            directory: standardDirectory(environment: environment),
            inputsLimit: limit ?? standardInputsLimit)
    }

    /// `$PODIUM_DATA`, else `$XDG_CACHE_HOME/podium`, else `~/.cache/podium`.
    ///
    /// As the XDG specification requires, an XDG_CACHE_HOME that isn't an absolute path is ignored.
    /// Without a home directory, the cache is `podium-data` in the working directory.
    private static func standardDirectory(environment: [String: String]) -> String {
        if let chosen = environment["PODIUM_DATA"], !chosen.isEmpty {
            return chosen
        }
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            return base + "/podium"
        }
        if let home = environment["HOME"], !home.isEmpty {
            return home + "/.cache/podium"
        }
        return "podium-data"
    }

    /// The files of a data set, whether they are cached or not.
    package func files(of name: DatasetName) -> [DatasetFile] { DatasetFile.files(of: name) }

    /// The directory of a data set.
    package func directory(of name: DatasetName) -> String { directory + "/" + name.rawValue }

    /// The path of a file in the cache, whether it exists or not.
    package func path(of file: DatasetFile) -> String {
        directory(of: file.dataset) + "/" + file.name
    }

    /// Whether a file exists with its full length.
    package func contains(_ file: DatasetFile) -> Bool {
        SystemCalls.byteCount(of: path(of: file)) == file.byteCount
    }

    /// Whether all files of a data set exist with their full length.
    package func isComplete(_ name: DatasetName) -> Bool {
        files(of: name).allSatisfy(contains)
    }

    /// Maps a data set into memory.
    ///
    /// Throws `missing` if a file doesn't exist, `badFile` if a file is invalid. The checksums were
    /// verified on installation; `verify` checks them again.
    package func load(_ name: DatasetName) throws(DatasetError) -> ImageDataset {
        let files = files(of: name)
        for file in files {
            let path = path(of: file)
            guard let byteCount = SystemCalls.byteCount(of: path) else {
                throw .missing(name, directory: directory(of: name))
            }
            guard byteCount == file.byteCount else {
                let kind = byteCount < file.byteCount ? "truncated" : "oversized"
                throw .badFile(
                    path: path, found: "\(byteCount) bytes (\(kind))",
                    expected: "\(file.byteCount)")
            }
        }
        return ImageDataset(
            training: try ImageSet(
                imagesPath: path(of: files[0]), labelsPath: path(of: files[1])),
            test: try ImageSet(imagesPath: path(of: files[2]), labelsPath: path(of: files[3])),
            name: name)
    }

    /// Reads all files of a data set and checks their SHA-256.
    package func verify(_ name: DatasetName) throws(DatasetError) {
        for file in files(of: name) {
            let path = path(of: file)
            guard SystemCalls.byteCount(of: path) != nil else {
                throw .missing(name, directory: directory(of: name))
            }
            let digest = try digest(of: file)
            guard digest == file.sha256 else {
                throw .badFile(
                    path: path, found: "SHA-256 \(digest)", expected: "SHA-256 \(file.sha256)")
            }
        }
    }

    /// The actual SHA-256 of a cached file.
    func digest(of file: DatasetFile) throws(DatasetError) -> String {
        let mapped = try SharedBytes(mapping: path(of: file))
        return withExtendedLifetime(mapped) {
            var hash = SHA256()
            hash.update(mapped.bytes)
            return hash.finish()
        }
    }

    /// The bytes `offset ..< offset + count` of a file, or fewer at its end, for transfer to
    /// workers.
    package func read(
        file: String, of name: DatasetName, offset: Int, count: Int
    ) throws(DatasetError) -> [UInt8] {
        guard let known = files(of: name).first(where: { $0.name == file }) else {
            throw .badTransfer(
                file: file, found: "a request for a file that \(name.rawValue) doesn't have",
                expected: files(of: name).map(\.name).joined(separator: ", "))
        }
        guard offset >= 0, count >= 0 else {
            throw .badTransfer(
                file: file, found: "a request for \(count) bytes from \(offset)",
                expected: "numbers that aren't negative")
        }
        let wanted = min(count, max(0, known.byteCount - offset))
        return try SystemCalls.read(path(of: known), offset: offset, count: wanted)
    }

    /// Installs a complete file if its checksum is correct.
    package func install(_ bytes: [UInt8], as file: DatasetFile) throws(DatasetError) {
        let receiver = try DatasetReceiver(file: file, cache: self)
        try receiver.append(bytes, at: 0)
        try receiver.finish()
    }
}
