import Foundation

/// A terminal of a given size whose keyboard and screen the test holds.
///
/// A thread takes in what programs write, as a terminal would; it is behind the lock.
final class PseudoTerminal: @unchecked Sendable {
    /// What a program is given as its output.
    let programSide: FileHandle
    private let descriptor: Int32
    private let lock = NSLock()
    private var bytes: [UInt8] = []

    init(columns: Int, rows: Int) throws {
        let (descriptor, name) = try Self.open()
        var size = winsize()
        size.ws_col = UInt16(columns)
        size.ws_row = UInt16(rows)
        let program = Foundation.open(name, O_RDWR | O_NOCTTY)
        guard program >= 0, ioctl(program, UInt(TIOCSWINSZ), &size) == 0 else {
            throw POSIXError(.ENODEV)
        }
        self.descriptor = descriptor
        programSide = FileHandle(fileDescriptor: program, closeOnDealloc: true)
        Thread { [self] in takeIn() }.start()
    }

    /// A new terminal: its descriptor and the name of its other side.
    private static func open() throws -> (descriptor: Int32, name: String) {
        #if os(Linux)
            // What posix_openpt and its like do; the C library's module hides them from Swift.
            let (numberRequest, lockRequest): (UInt, UInt) = (0x8004_5430, 0x4004_5431)
            let descriptor = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            var (number, locked): (Int32, Int32) = (0, 0)
            guard descriptor >= 0, ioctl(descriptor, lockRequest, &locked) == 0,
                ioctl(descriptor, numberRequest, &number) == 0
            else { throw POSIXError(.ENODEV) }
            return (descriptor, "/dev/pts/\(number)")
        #else
            let descriptor = posix_openpt(O_RDWR | O_NOCTTY)
            guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0,
                let name = ptsname(descriptor)
            else { throw POSIXError(.ENODEV) }
            return (descriptor, String(cString: name))
        #endif
    }

    private func takeIn() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            // The other side is closed once the test is over.
            guard count > 0 else { break }
            lock.withLock { bytes += buffer[..<count] }
        }
        close(descriptor)
    }

    /// Everything written so far.
    var screenText: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

    /// The lines of a text without its escape sequences.
    func visibleLines(of text: Substring) -> [Substring] {
        text.replacing(/\u{1B}\[[?0-9;]*[A-Za-z]/, with: "")
            .split { $0.isNewline || $0 == "\r" }
    }
}
