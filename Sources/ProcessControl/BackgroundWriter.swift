import Foundation

/// Writes to a descriptor on a thread of its own, so that a terminal that is held up (Ctrl-S) or a
/// full pipe never holds up who writes.
///
/// Lines are written in order; of frames only the latest. What waits is bounded: where a reader is
/// slower than lines come, lines are dropped and counted, and the count is written in their place.
/// Lines that can't be written (a full disk, no reader) are dropped. Everything is behind the
/// condition's lock.
package final class BackgroundWriter: @unchecked Sendable {
    package static let usualCapacity = 30_000

    private let descriptor: Int32
    private let capacity: Int
    private let condition = NSCondition()
    private var lines: [@Sendable () -> String] = []
    /// Lines that there was no room for, behind those in `lines`.
    private var droppedLines = 0
    /// Lines that could not be written, before those in `lines`.
    private var failedLines = 0
    private var frame: String?
    private var isWriting = false
    /// Grows with everything that is written.
    private var writtenByteCount = 0

    /// - Parameter capacity: how many lines may wait.
    package init(descriptor: Int32, capacity: Int = usualCapacity) {
        self.descriptor = descriptor
        self.capacity = capacity
        let thread = Thread { [self] in serve() }
        thread.name = "writer"
        thread.start()
    }

    package func line(_ text: String) { line { text } }

    /// A line that is made on the writer's thread, if it is written at all.
    package func line(_ make: @escaping @Sendable () -> String) {
        condition.withLock {
            guard droppedLines == 0, lines.count < capacity else {
                droppedLines += 1
                return
            }
            // A writer at work looks again by itself; waking a thread costs more than a line.
            if lines.isEmpty, !isWriting { condition.broadcast() }
            lines.append(make)
        }
    }

    /// A text that replaces one that has not been written yet.
    package func frame(_ text: String) {
        condition.withLock {
            frame = text
            condition.broadcast()
        }
    }

    /// Waits until everything is written, or until the reader has taken nothing for some seconds.
    package func flush(patienceSeconds: Double = 2) {
        condition.withLock {
            var seen = writtenByteCount
            var deadline = Date(timeIntervalSinceNow: patienceSeconds)
            while !lines.isEmpty || frame != nil || droppedLines > 0 || isWriting {
                if !condition.wait(until: deadline), writtenByteCount == seen { return }
                guard writtenByteCount != seen else { continue }
                seen = writtenByteCount
                deadline = Date(timeIntervalSinceNow: patienceSeconds)
            }
        }
    }

    private func serve() {
        while true {
            condition.lock()
            while lines.isEmpty, frame == nil, droppedLines == 0 { condition.wait() }
            let (taken, last) = (lines, frame)
            let (failed, dropped) = (failedLines, droppedLines)
            lines = []
            droppedLines = 0
            frame = nil
            isWriting = true
            condition.unlock()
            let isWritten = write(bytes(of: taken, failed: failed, dropped: dropped, then: last))
            condition.withLock {
                failedLines = isWritten ? 0 : failed + dropped + taken.count
                isWriting = false
                condition.broadcast()
            }
        }
    }

    private func bytes(
        of lines: [@Sendable () -> String], failed: Int, dropped: Int, then frame: String?
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes += Array(LineStream.notice(of: failed, "standard error could not be written").utf8)
        for line in lines {
            bytes += line().utf8
            bytes.append(UInt8(ascii: "\n"))
        }
        let reason = "they came faster than standard error was read"
        bytes += Array((LineStream.notice(of: dropped, reason) + (frame ?? "")).utf8)
        return bytes
    }

    /// Writes all of it, however long its reader takes; false where it can't be written.
    private func write(_ bytes: [UInt8]) -> Bool {
        // Waited for in parts, so that it can be seen that a slow reader reads.
        var outcome = DescriptorWriter.Outcome.late
        var start = 0
        while outcome == .late {
            outcome = DescriptorWriter.write(
                start == 0 ? bytes : Array(bytes[start...]), to: descriptor,
                patienceMilliseconds: 1000
            ) { count in
                start += count
                condition.withLock {
                    writtenByteCount += count
                    condition.broadcast()
                }
            }
        }
        return outcome == .written
    }
}
