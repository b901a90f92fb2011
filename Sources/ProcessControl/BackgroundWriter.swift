import Foundation

/// Writes to a descriptor on a thread of its own, so that a terminal that is held up (Ctrl-S) or a
/// full pipe never holds up who writes.
///
/// Lines are written in order; of frames only the latest. What waits is bounded: where a reader is
/// slower than lines come, lines are dropped and counted, and the count is written in their place.
/// Lines that can't be written (a full disk, no reader) are dropped. Everything is behind the
/// condition's lock.
package final class BackgroundWriter: @unchecked Sendable {
    /// About 30,000 lines.
    package static let usualCapacity = 4 << 20

    private let descriptor: Int32
    private let capacity: Int
    private let condition = NSCondition()
    private var lines: [UInt8] = []
    /// Lines that there was no room for, behind those in `lines`.
    private var droppedLines = 0
    /// Lines that could not be written, before those in `lines`.
    private var failedLines = 0
    private var frame: String?
    private var isWriting = false
    /// Grows with everything that is written.
    private var writtenByteCount = 0

    package init(descriptor: Int32, capacity: Int = usualCapacity) {
        self.descriptor = descriptor
        self.capacity = capacity
        let thread = Thread { [self] in serve() }
        thread.name = "writer"
        thread.start()
    }

    package func line(_ text: String) {
        condition.withLock {
            guard droppedLines == 0, lines.count + text.utf8.count < capacity else {
                droppedLines += 1
                return
            }
            lines.append(contentsOf: text.utf8)
            lines.append(UInt8(ascii: "\n"))
            condition.broadcast()
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
            let failed = LineStream.notice(
                of: failedLines, "standard error could not be written")
            let dropped = LineStream.notice(
                of: droppedLines, "they came faster than standard error was read")
            let bytes = Array(failed.utf8) + lines + Array((dropped + (frame ?? "")).utf8)
            let unseen = failedLines + droppedLines + lines.count { $0 == UInt8(ascii: "\n") }
            lines = []
            droppedLines = 0
            frame = nil
            isWriting = true
            condition.unlock()
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
            condition.withLock {
                failedLines = outcome == .written ? 0 : unseen
                isWriting = false
                condition.broadcast()
            }
        }
    }
}
