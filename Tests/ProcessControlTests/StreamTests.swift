import Foundation
import Testing

@testable import ProcessControl

/// The two ends of a pipe, closed at the end of a test.
final class TestPipe {
    let reading: Int32
    let writing: Int32
    private var isOpen = (reading: true, writing: true)

    init() throws {
        // A reader that is gone is an error here, as in the program.
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        closeReading()
        closeWriting()
    }

    func closeReading() {
        if isOpen.reading { close(reading) }
        isOpen.reading = false
    }

    func closeWriting() {
        if isOpen.writing { close(writing) }
        isOpen.writing = false
    }

    /// Writes until nothing more goes in.
    func fill() -> Int {
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        var count = 0
        let bytes = [UInt8](repeating: UInt8(ascii: "."), count: 4096)
        while true {
            let written = write(writing, bytes, bytes.count)
            if written <= 0 { break }
            count += written
        }
        return count
    }

    /// Reads so many bytes.
    func take(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                read(reading, $0.baseAddress! + filled, count - filled)
            }
            if got <= 0 { break }
            filled += got
        }
        return Array(bytes[..<filled])
    }

    /// Closes the writing end and reads what is left.
    func rest() -> String {
        closeWriting()
        var bytes: [UInt8] = []
        while true {
            let part = take(1 << 16)
            if part.isEmpty { break }
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

@Suite("Writing to standard streams")
struct StreamTests {
    @Test("Everything is written, however large, while somebody reads")
    func large() throws {
        let pipe = try TestPipe()
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (writing, result) = (pipe.writing, Outcomes())
        let thread = Thread {
            result.add(
                DescriptorWriter.write(bytes, to: writing, patienceMilliseconds: 60_000))
        }
        thread.start()
        #expect(pipe.take(bytes.count) == bytes)
        #expect(result.wait() == [.written])
    }

    @Test("A non-blocking descriptor is waited for, not taken for broken")
    func nonBlocking() throws {
        let pipe = try TestPipe()
        let count = pipe.fill()
        let (writing, result) = (pipe.writing, Outcomes())
        let text = Array("the end".utf8)
        Thread { result.add(DescriptorWriter.write(text, to: writing)) }.start()
        _ = pipe.take(count)
        #expect(pipe.take(text.count) == text)
        #expect(result.wait() == [.written])
    }

    @Test("A reader that takes nothing holds nobody up, one that is gone is told apart")
    func readers() throws {
        let full = try TestPipe()
        _ = full.fill()
        #expect(
            DescriptorWriter.write([1], to: full.writing, patienceMilliseconds: 10) == .late)
        // The same where the descriptor blocks.
        _ = fcntl(full.writing, F_SETFL, 0)
        #expect(
            DescriptorWriter.write([1], to: full.writing, patienceMilliseconds: 10) == .late)
        full.closeReading()
        #expect(
            DescriptorWriter.write([1], to: full.writing, patienceMilliseconds: 10) == .readerGone)
        #expect(DescriptorWriter.write([1], to: full.writing) == .readerGone)
        #expect(DescriptorWriter.write([1], to: -1) == .failed(errno: EBADF))
        #expect(DescriptorWriter.write([], to: -1) == .written)
    }

    @Test("Writers that share a pipe do not block each other")
    func sharedPipe() async throws {
        let pipe = try TestPipe()
        _ = fcntl(pipe.writing, F_SETFL, 0)
        let results = (0..<4).map { _ in Outcomes() }
        for result in results {
            let descriptor = try #require(DescriptorWriter.reopenNonBlocking(pipe.writing))
            // They find the same last room in the pipe at the same time.
            Thread {
                defer { close(descriptor) }
                while true {
                    let outcome = DescriptorWriter.write(
                        Array(repeating: 1, count: 700), to: descriptor, patienceMilliseconds: 20)
                    if outcome != .written { return result.add(outcome) }
                }
            }.start()
        }
        for result in results { #expect(result.wait() == [.late]) }
        // The descriptor that others share blocks as before.
        #expect(fcntl(pipe.writing, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test("Only pipes and terminals are opened once more")
    func reopening() throws {
        let path = NSTemporaryDirectory() + "reopening-\(UUID().uuidString)"
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        defer {
            close(file)
            unlink(path)
        }
        #expect(DescriptorWriter.reopenNonBlocking(file) == nil)
        #expect(DescriptorWriter.reopenNonBlocking(-1) == nil)
    }

    @Test("A full disk is an error, and no crash", .enabled(if: access("/dev/full", W_OK) == 0))
    func fullDisk() {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        #expect(DescriptorWriter.write([1], to: descriptor) == .failed(errno: ENOSPC))
        let lines = LineStream(descriptor: descriptor)
        lines.line("lost")
        let writer = BackgroundWriter(descriptor: descriptor)
        writer.line("lost")
        writer.flush()
    }

    @Test("Lines that could not be written are counted, and the count is written later")
    func countedLines() throws {
        let pipe = try TestPipe()
        let count = pipe.fill()
        let lines = LineStream(descriptor: pipe.writing, patienceMilliseconds: 10)
        for number in 0..<5 { lines.line("line \(number)") }
        _ = pipe.take(count)
        lines.line("line 5")
        lines.line("line 6")
        #expect(
            pipe.rest() == """
                (5 lines are missing here: standard error could not be written)
                line 5
                line 6

                """)
    }
}

@Suite("Writing in the background")
struct BackgroundWriterTests {
    @Test("Lines come out in order; of frames the last")
    func order() throws {
        let pipe = try TestPipe()
        let writer = BackgroundWriter(descriptor: pipe.writing)
        for number in 0..<1000 { writer.line("\(number)") }
        for number in 0...1000 { writer.frame("frame \(number)") }
        writer.flush(patienceSeconds: 60)
        let text = pipe.rest()
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("frame") }
        #expect(text.hasSuffix("frame 1000"))
        #expect(lines == (0..<1000).map { Substring("\($0)") })
    }

    @Test("What waits for a slow reader is bounded; what was dropped is counted")
    func bounded() throws {
        let pipe = try TestPipe()
        let count = pipe.fill()
        let capacity = 100
        let writer = BackgroundWriter(descriptor: pipe.writing, capacity: capacity)
        for number in 0..<10_000 { writer.line("line \(number)") }
        writer.flush(patienceSeconds: 0.01)
        _ = pipe.take(count)
        writer.flush(patienceSeconds: 60)
        writer.line("last")
        writer.flush(patienceSeconds: 60)
        let lines = pipe.rest().split(separator: "\n")
        // What the thread had taken before, and what waited behind it.
        #expect(lines.count < 3 * capacity)
        #expect(lines.last == "last")
        let shown = lines.filter { $0.hasPrefix("line ") }.count
        let missing = lines.compactMap { $0.firstMatch(of: /^\(([0-9]+) lines? .* missing/) }
            .reduce(0) { $0 + Int($1.1)! }
        #expect(shown + missing == 10_000)
        #expect(missing > 9_000)
    }

    @Test("A reader that goes away ends nothing")
    func readerGone() throws {
        let pipe = try TestPipe()
        pipe.closeReading()
        let writer = BackgroundWriter(descriptor: pipe.writing)
        for number in 0..<100 { writer.line("line \(number)") }
        writer.flush(patienceSeconds: 60)
    }
}

/// What a thread found; a test waits for it.
final class Outcomes: @unchecked Sendable {
    // All of it is behind the condition's lock.
    private let condition = NSCondition()
    private var outcomes: [DescriptorWriter.Outcome] = []

    func add(_ outcome: DescriptorWriter.Outcome) {
        condition.withLock {
            outcomes.append(outcome)
            condition.broadcast()
        }
    }

    func wait() -> [DescriptorWriter.Outcome] {
        condition.withLock {
            while outcomes.isEmpty { condition.wait() }
            return outcomes
        }
    }
}
