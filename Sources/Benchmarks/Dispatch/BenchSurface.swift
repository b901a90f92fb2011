import Files
import Foundation
import ProcessControl
import Runtime

/// The output device of the dispatch benchmark's display.
package enum BenchDisplay: String, CaseIterable, Codable {
    case file, pipe, terminal, none
}

/// A file, pipe or terminal that the display writes to during the measurement, and its reader.
final class BenchSurface {
    /// Nil if nothing is shown.
    let display: (any SearchDisplay)?
    private var descriptors: [Int32] = []
    private let file: String?

    /// - Parameter making: makes the display that writes to a descriptor.
    init(
        _ kind: BenchDisplay, directory: String, making: DispatchBenchmark.DisplayMaker
    ) throws(FileFailure) {
        var file: String?
        switch kind {
        case .none: display = nil
        case .file:
            let path = directory + "/lines.txt"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Self.failure(path, "write the lines to it") }
            descriptors = [descriptor]
            file = path
            display = making(kind, descriptor)
        case .pipe:
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw Self.failure("a pipe", "make it") }
            descriptors = [ends[1], ends[0]]
            display = making(kind, ends[1])
        case .terminal:
            descriptors = try Self.terminal()
            display = making(kind, descriptors[0])
        }
        self.file = file
        if descriptors.count > 1 { Self.read(descriptors[1]) }
    }

    /// Closes the writing end, which also ends the reader.
    func close() {
        if let descriptor = descriptors.first { Foundation.close(descriptor) }
        if let file { unlink(file) }
    }

    /// A new pseudoterminal: the descriptors of the program's side and of the screen's side.
    private static func terminal() throws(FileFailure) -> [Int32] {
        var size = winsize()
        (size.ws_col, size.ws_row) = (100, 30)
        #if os(Linux)
            // Does what posix_openpt etc. do; the C library's module hides them from Swift.
            let (numberRequest, lockRequest): (UInt, UInt) = (0x8004_5430, 0x4004_5431)
            let screen = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            var (number, locked): (Int32, Int32) = (0, 0)
            guard screen >= 0, ioctl(screen, lockRequest, &locked) == 0,
                ioctl(screen, numberRequest, &number) == 0
            else { throw failure("/dev/ptmx", "make a terminal") }
            let name = "/dev/pts/\(number)"
        #else
            let screen = posix_openpt(O_RDWR | O_NOCTTY)
            guard screen >= 0, grantpt(screen) == 0, unlockpt(screen) == 0,
                let name = ptsname(screen).map({ String(cString: $0) })
            else { throw failure("a terminal", "make it") }
        #endif
        let program = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard program >= 0, ioctl(program, UInt(TIOCSWINSZ), &size) == 0 else {
            throw failure(name, "use the terminal")
        }
        return [program, screen]
    }

    /// Reads and discards the output, on a separate thread.
    private static func read(_ descriptor: Int32) {
        SystemThread.start("reader") {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Foundation.read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { break }
            }
            Foundation.close(descriptor)
        }
    }

    private static func failure(_ path: String, _ action: String) -> FileFailure {
        FileFailure(path: path, action: action, reason: String(cString: strerror(errno)))
    }
}
