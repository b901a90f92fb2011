import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes lines for users to a descriptor that may fail, or whose reader may be slow or absent.
///
/// Writing a line never fails for the caller, and blocks for at most a second. Lines that could not
/// be written are counted, and the count is written once the descriptor accepts lines again.
package final class LineStream: Sendable {
    private struct State {
        var droppedLines = 0
        /// After a timeout, no write waits for the reader until the reader reads again.
        var isStuck = false
    }

    package let descriptor: Int32
    private let patienceMilliseconds: Int32
    private let state = Mutex(State())

    package init(descriptor: Int32, patienceMilliseconds: Int32 = 1000) {
        self.descriptor = descriptor
        self.patienceMilliseconds = patienceMilliseconds
    }

    /// Writes a line, or several.
    package func line(_ text: String) { write(text + "\n") }

    /// Writes a text as it is.
    package func write(_ text: String) {
        state.withLock { state in
            if state.isStuck {
                state.isStuck = !DescriptorWriter.isWritable(descriptor, withinMilliseconds: 0)
            }
            guard !state.isStuck else { return drop(text, &state) }
            let notice = Self.notice(of: state.droppedLines, "standard error could not be written")
            let outcome = DescriptorWriter.write(
                Array((notice + text).utf8), to: descriptor,
                patienceMilliseconds: patienceMilliseconds)
            switch outcome {
            case .written: state.droppedLines = 0
            case .late:
                state.isStuck = true
                drop(text, &state)
            case .readerGone, .failed: drop(text, &state)
            }
        }
    }

    private func drop(_ text: String, _ state: inout State) {
        state.droppedLines += max(1, text.utf8.count { $0 == UInt8(ascii: "\n") })
    }

    /// The line in place of dropped lines; empty if none were dropped.
    static func notice(of dropped: Int, _ reason: String) -> String {
        switch dropped {
        case 0: ""
        case 1: "(1 line is missing here: \(reason))\n"
        default: "(\(dropped) lines are missing here: \(reason))\n"
        }
    }
}
