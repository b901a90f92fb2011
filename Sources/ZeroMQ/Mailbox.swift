import CSpawn
import Foundation

/// A queue into a thread that waits in a `Poller`: others post, the owner is woken and drains.
///
/// Any number of threads may post. Nothing is lost or reordered for one poster, and the owner is
/// never left asleep on a full box: the wake-up byte is in the pipe exactly while the box holds
/// something.
///
/// `@unchecked Sendable`: `elements` is read and changed only under `lock`, and so is the pipe.
package final class Mailbox<Element: Sendable>: @unchecked Sendable {
    /// Readable while the mailbox is not empty: put it in the owner's `Poller`.
    package let descriptor: Int32

    private let wakingEnd: Int32
    private let lock = NSLock()
    private var elements: [Element] = []

    package init() throws(ZeroMQError) {
        var ends: [Int32] = [-1, -1]
        // In one call, so that no child process that another thread starts now inherits an end.
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

    /// How many elements wait.
    package var count: Int {
        lock.withLock { elements.count }
    }

    /// Appends an element and wakes the owner.
    ///
    /// Never blocks for longer than a copy.
    package func post(_ element: Element) {
        lock.lock()
        defer { lock.unlock() }
        elements.append(element)
        guard elements.count == 1 else { return }
        // One byte at most is ever in the pipe, so this can't be refused; a signal may interrupt
        // it.
        var byte: UInt8 = 1
        while write(wakingEnd, &byte, 1) < 0, errno == EINTR {}
    }

    /// Takes everything that waits, oldest first.
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
