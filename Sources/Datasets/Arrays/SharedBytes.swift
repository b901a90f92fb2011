import Portable

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Immutable bytes: a file mapped into memory, or a computed result.
///
/// `@unchecked Sendable` because nothing writes to the bytes after `init` returns (a mapped file is
/// read-only, and the cache replaces files by renaming, never in place), and because `deinit`,
/// which frees them, runs once, after the last reference.
final class SharedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    convenience init(copying array: [UInt8]) {
        self.init(count: array.count) { $0.copyBytes(from: array) }
    }

    /// Allocates bytes, all of which `fill` writes.
    init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let made = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        fill(made)
        bytes = UnsafeRawBufferPointer(made)
        isMapped = false
    }

    /// Allocates bytes, all of which `fill` writes, for lengths that a file states.
    ///
    /// - Throws: `system` if there isn't enough memory.
    convenience init(
        reserving count: Int, for what: String, fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(DatasetError) {
        try self.init(sharing: max(count, 1), path: what, isShared: false) {
            fill(UnsafeMutableRawBufferPointer(start: $0, count: count))
        }
    }

    /// Allocates zeroed memory that child processes share; `fill` may let a child write to it.
    init(
        sharing count: Int, path: String, isShared: Bool = true,
        fill: (UnsafeMutableRawPointer) -> Void
    ) throws(DatasetError) {
        let kind = (isShared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS
        guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, kind, -1, 0),
            start != MAP_FAILED
        else {
            throw SystemCalls.failure("make room for \(ByteCount.text(count)) of", path)
        }
        fill(start)
        bytes = UnsafeRawBufferPointer(start: start, count: count)
        isMapped = true
    }

    /// Maps a file: pages are read on first access, once for all processes that map it.
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
