import Foundation

/// Writes to standard error on a thread of its own, so that a terminal that is held up (Ctrl-S, a
/// full pipe) never holds up the coordinator.
///
/// Lines are all written, in order; of frames only the latest. Everything is behind the condition's
/// lock.
final class BackgroundWriter: @unchecked Sendable {
    private let condition = NSCondition()
    private var lines: [String] = []
    private var frame: String?
    private var isWriting = false
    private var isEnding = false

    init() {
        let thread = Thread { [self] in serve() }
        thread.name = "writer"
        thread.start()
    }

    func line(_ text: String) {
        condition.withLock {
            lines.append(text + "\n")
            condition.broadcast()
        }
    }

    /// A text that replaces one that has not been written yet.
    func frame(_ text: String) {
        condition.withLock {
            frame = text
            condition.broadcast()
        }
    }

    /// Waits until everything is written, or for as long as a reader may be waited for.
    func flush(seconds: Double = 2) {
        condition.withLock {
            let deadline = Date(timeIntervalSinceNow: seconds)
            while !lines.isEmpty || frame != nil || isWriting {
                if !condition.wait(until: deadline) { return }
            }
        }
    }

    private func serve() {
        while true {
            condition.lock()
            while lines.isEmpty, frame == nil { condition.wait() }
            let text = lines.joined() + (frame ?? "")
            lines = []
            frame = nil
            isWriting = true
            condition.unlock()
            FileHandle.standardError.write(Data(text.utf8))
            condition.withLock {
                isWriting = false
                condition.broadcast()
            }
        }
    }
}
