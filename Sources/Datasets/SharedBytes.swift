#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that never change: a file mapped into memory, or a copy of an array.
///
/// `@unchecked Sendable` because nothing writes to the bytes after `init` returns (a mapped file is
/// mapped read-only, and the cache replaces files by renaming, never in place) and because
/// `deinit`, which frees them, runs once, after the last reference.
final class SharedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let isMapped: Bool

    init(copying array: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 64)
        copy.copyBytes(from: array)
        bytes = UnsafeRawBufferPointer(copy)
        isMapped = false
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
