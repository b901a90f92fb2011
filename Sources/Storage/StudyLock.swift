import Foundation

/// The mark that a process has a study open: a lock on `study.lock` in its directory.
///
/// The kernel takes the lock back when the process ends, however it ends, so a crash leaves nothing
/// to clean up. The file stays, with the words of who held it last.
package final class StudyLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    package init(directory: String) throws(StoreError) {
        let path = "\(directory)/study.lock"
        while true {
            // Not inherited by the workers that a coordinator starts: they would hold it after its
            // end.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw .io(path: path, problem: String(cString: strerror(errno)))
            }
            var status: Int32
            repeat {
                status = flock(descriptor, LOCK_EX | LOCK_NB)
            } while status != 0 && errno == EINTR
            guard status == 0 else {
                let code = errno
                let holder = Self.holder(descriptor)
                Foundation.close(descriptor)
                guard code == EWOULDBLOCK else {
                    throw .io(path: path, problem: String(cString: strerror(code)))
                }
                throw .inUse(directory: directory, process: holder?.process, host: holder?.host)
            }
            // Someone may have removed the file between the two calls; a lock on it would mean
            // nothing.
            if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) {
                self.descriptor = descriptor
                break
            }
            Foundation.close(descriptor)
        }
        let words = Array("\(getpid()) \(Self.hostName)\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, words, words.count, 0)
    }

    deinit {
        // Closing would release it too, unless a child was forked meanwhile.
        _ = flock(descriptor, LOCK_UN)
        Foundation.close(descriptor)
    }

    /// The machine's own name.
    ///
    /// Foundation's way asks the name service, which may take seconds.
    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    private static func holder(_ descriptor: Int32) -> (process: Int, host: String)? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let process = Int(words[0]) else { return nil }
        return (process, String(words[1]))
    }
}

/// What tells one file from another that has taken its name.
struct FileIdentity: Sendable, Hashable {
    private var device: UInt64
    private var number: UInt64

    /// The file that a path names now, or nil if it names none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
