import Foundation

/// Writes to a descriptor on a separate thread, so that a paused terminal (Ctrl-S) or a full pipe
/// never blocks the caller.
///
/// Lines are written in order; of frames, only the latest is written. The queue is bounded: if the
/// reader is too slow, lines are dropped and counted, and the count is written in their place.
/// Lines that can't be written (a full disk, no reader) are dropped. Everything is behind the
/// condition's lock.
package final class BackgroundWriter: @unchecked Sendable {
    package static let usualCapacity = 30_000

    private let descriptor: Int32
    private let capacity: Int
    private let condition = NSCondition()
    private var lines: [@Sendable () -> String] = []
    /// Lines dropped because the queue was full, after those in `lines`.
    private var droppedLines = 0
    /// Lines that could not be written, before those in `lines`.
    private var failedLines = 0
    private var frame: String?
    private var isWriting = false
    /// The total number of written bytes.
    private var writtenByteCount = 0

    /// - Parameter capacity: the largest number of waiting lines.
    package init(descriptor: Int32, capacity: Int = usualCapacity) {
        self.descriptor = descriptor
        self.capacity = capacity
        SystemThread.start("writer") { [self] in serve() }
    }

    package func line(_ text: String) { line { text } }

    /// Queues a line that is formatted on the writer's thread; a dropped line is never formatted.
    package func line(_ make: @escaping @Sendable () -> String) {
        condition.withLock {
            guard droppedLines == 0, lines.count < capacity else {
                droppedLines += 1
                return
            }
            // A busy writer checks the queue again by itself; waking a thread costs more than a
            // line.
            if lines.isEmpty, !isWriting { condition.broadcast() }
            lines.append(make)
        }
    }

    /// Queues a frame; it replaces a frame that has not been written yet.
    package func frame(_ text: String) {
        condition.withLock {
            frame = text
            condition.broadcast()
        }
    }

    /// Waits until everything is written, or until the reader has read nothing for some seconds.
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

    /// Writes all bytes, however long the reader takes; returns false on a write error.
    private func write(_ bytes: [UInt8]) -> Bool {
        // Waits in parts, so that `flush` sees the progress of a slow reader.
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
