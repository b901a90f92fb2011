import CSpawn
import Foundation

/// A queue to a thread that waits in a `Poller`: other threads post, the owner wakes and drains it.
///
/// Any number of threads may post. No element is lost, and the elements of one poster keep their
/// order. The owner never sleeps while the mailbox has elements: the pipe holds the wake-up byte
/// exactly while the mailbox is not empty.
///
/// `@unchecked Sendable`: `elements` and the pipe are read and changed only under `lock`.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
    /// Readable while the mailbox is not empty: put it in the owner's `Poller`.
    package let descriptor: Int32

    private let wakingEnd: Int32
    private let lock = NSLock()
    private var elements: [Element] = []

    package init() throws(ZeroMQError) {
        var ends: [Int32] = [-1, -1]
        // One call, so that a child process that another thread starts now inherits neither end.
        guard podium_make_pipe(&ends) == 0 else {
            throw .call("make a pipe", on: "", code: errno)
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        descriptor = ends[0]
        wakingEnd = ends[1]
    }

    deinit {
        close(descriptor)
        close(wakingEnd)
    }

    /// The number of waiting elements.
    package var count: Int {
        lock.withLock { elements.count }
    }

    /// Appends an element and wakes the owner.
    ///
    /// It blocks at most for the time of a copy.
    package func post(_ element: Element) {
        lock.lock()
        defer { lock.unlock() }
        elements.append(element)
        guard elements.count == 1 else { return }
        // The pipe never holds more than one byte, so it can't be full; a signal may interrupt the
        // call.
        var byte: UInt8 = 1
        while write(wakingEnd, &byte, 1) < 0, errno == EINTR {}
    }

    /// Removes and returns all elements, oldest first.
    package func drain() -> [Element] {
        lock.lock()
        defer { lock.unlock() }
        guard !elements.isEmpty else { return [] }
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) < 0, errno == EINTR {}
        defer { elements = [] }
        return elements
    }
}
