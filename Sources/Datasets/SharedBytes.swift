import StudyModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that never change: a file mapped into memory, or what was computed once.
///
/// `@unchecked Sendable` because nothing writes to the bytes after `init` returns (a mapped file is
/// mapped read-only, and the cache replaces files by renaming, never in place) and because
/// `deinit`, which frees them, runs once, after the last reference.
final class SharedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    convenience init(copying array: [UInt8]) {
        self.init(count: array.count) { $0.copyBytes(from: array) }
    }

    /// Bytes that `fill` writes, all of them.
    init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let made = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        fill(made)
        bytes = UnsafeRawBufferPointer(made)
        isMapped = false
    }

    /// Bytes that `fill` writes, all of them; for lengths that a file states.
    ///
    /// - Throws: `system` where there isn't so much memory.
    convenience init(
        reserving count: Int, for what: String, fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(DatasetError) {
        try self.init(sharing: max(count, 1), path: what, isShared: false) {
            fill(UnsafeMutableRawBufferPointer(start: $0, count: count))
        }
    }

    /// Memory that child processes share, zeroed; `fill` may have one of them write to it.
    init(
        sharing count: Int, path: String, isShared: Bool = true,
        fill: (UnsafeMutableRawPointer) -> Void
    ) throws(DatasetError) {
        let kind = (isShared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS
        guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, kind, -1, 0),
            start != MAP_FAILED
        else {
            throw SystemCalls.failure("make room for \(ByteCount.words(count)) of", path)
        }
        fill(start)
        bytes = UnsafeRawBufferPointer(start: start, count: count)
        isMapped = true
    }

    /// Maps a file: pages are read when they are first touched, once for all who map it.
    init(mapping path: String) throws(DatasetError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemCalls.failure("open", path) }
        defer { close(descriptor) }
        guard let count = SystemCalls.byteCount(of: path) else {
            throw SystemCalls.failure("read the length of", path)
        }
        guard count > 0 else {
            throw .badFile(path: path, found: "an empty file", expected: "an IDX file")
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else { throw SystemCalls.failure("map", path) }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
        isMapped = true
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        } else {
            bytes.deallocate()
        }
    }
}
