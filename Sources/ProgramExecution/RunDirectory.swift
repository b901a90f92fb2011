import Files
import Foundation
import ProcessControl
import UserPrograms

/// The directory of one run: the program's files and working directory, its checkpoint directory,
/// and the file with its parameters.
///
/// It is removed with its last reference, when no process of the run is left.
final class RunDirectory {
    let path: String
    /// The program's working directory.
    var work: String { path + "/work" }
    var checkpoint: String { path + "/checkpoint" }
    var parameters: String { path + "/parameters.json" }

    init(path: String) throws(FileFailure) {
        self.path = path
        for directory in [path, path + "/work", path + "/checkpoint"] {
            guard mkdir(directory, 0o700) == 0 else {
                throw FileFailure(path: directory, action: "make the directory", code: errno)
            }
        }
    }

    deinit { Leftovers.removeTree(path) }

    /// Puts the files of a job into the working directory.
    ///
    /// They are copies: a program that changes its files must not change the worker's cache.
    ///
    /// - Parameter source: gives the local path of a file.
    func place(_ files: [ProgramFile], source: (ProgramFile) throws -> String) throws {
        if let complaint = ProgramFile.complaint(about: files) {
            throw FileFailure(path: "the job's files", action: "place them", reason: complaint)
        }
        for file in files {
            let target = work + "/" + file.name
            try Self.makeParents(of: file.name, below: work)
            try Self.copy(try source(file), to: target, mode: file.isExecutable ? 0o755 : 0o644)
        }
    }

    func write(parameters text: String) throws(FileFailure) {
        try Self.write(Array((text + "\n").utf8), to: parameters, mode: 0o644)
    }

    /// What is in the place of a results file.
    enum ResultsFile {
        case bytes([UInt8])
        /// Nothing that can be read; the text says what is there.
        case unusable(String)
    }

    /// The results file that the program has written.
    func read(results name: String) throws(FileFailure) -> ResultsFile {
        let place = work + "/" + name
        // Opening a pipe would wait for a writer.
        var status = stat()
        guard lstat(place, &status) == 0 else { return .unusable("it wrote no \(name)") }
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard stat(place, &status) == 0 else {
            return .unusable(
                "its results file \(name) is a link"
                    + (errno == ENOENT ? " to a file that is not there" : " that leads nowhere")
                    + "; expected a file")
        }
        let kind = FileKind(status)
        guard kind == .regular else {
            return .unusable(
                "its results file \(name) is \(isLink ? "a link to " : "")\(kind.text); "
                    + "expected a file")
        }
        guard let handle = FileHandle(forReadingAtPath: place) else {
            return .unusable("its results file \(name) may not be read; expected a readable file")
        }
        defer { try? handle.close() }
        do {
            return .bytes(Array(try handle.read(upToCount: Self.largestResults) ?? Data()))
        } catch {
            throw FileFailure(path: place, action: "read it", error: error)
        }
    }

    /// Bytes of a results file that are read.
    private static let largestResults = 64 << 20

    // MARK: Files

    static func makeParents(of name: String, below root: String) throws(FileFailure) {
        var path = root
        for part in name.split(separator: "/").dropLast() {
            path += "/" + part
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw FileFailure(path: path, action: "make the directory", code: errno)
            }
        }
    }

    static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(FileFailure) {
        let target = try Target(path, mode: mode)
        let result: Result<Void, FileFailure> = bytes.withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in try target.append(bytes) }
        }
        try result.get()
    }

    private static func copy(
        _ source: String, to path: String, mode: UInt32
    ) throws(FileFailure) {
        let reading = open(source, O_RDONLY | O_CLOEXEC)
        guard reading >= 0 else {
            throw FileFailure(path: source, action: "read it", code: errno)
        }
        defer { close(reading) }
        let target = try Target(path, mode: mode)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Foundation.read(reading, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw FileFailure(path: source, action: "read it", code: errno)
            }
            guard count > 0 else { return }
            let result: Result<Void, FileFailure> = buffer[..<count].withUnsafeBytes { bytes in
                Result { () throws(FileFailure) in try target.append(bytes) }
            }
            try result.get()
        }
    }

    /// A new file: nothing that exists is overwritten or followed.
    private final class Target {
        private let path: String
        private let descriptor: Int32

        init(_ path: String, mode: UInt32) throws(FileFailure) {
            self.path = path
            descriptor = open(
                path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
            guard descriptor >= 0 else {
                throw FileFailure(path: path, action: "write it", code: errno)
            }
        }

        deinit { close(descriptor) }

        func append(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
            var written = 0
            while written < bytes.count {
                let count = Foundation.write(
                    descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else {
                    throw FileFailure(path: path, action: "write it", code: errno)
                }
                written += count
            }
        }
    }
}
