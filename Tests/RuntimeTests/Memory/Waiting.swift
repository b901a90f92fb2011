import Dispatch
import Foundation
import ZeroMQ

/// How long a test waits for what must happen, in seconds: far longer than it takes.
let patience = 60.0

/// What was waited for did not happen.
struct Overdue: Error, CustomStringConvertible {
    var description: String
}

/// Waits until a descriptor is readable; returns false if it isn't within the patience.
func isReadable(_ descriptor: Int32) throws -> Bool {
    var poller = Poller()
    poller.add(descriptor: descriptor)
    return try !poller.poll(timeoutMilliseconds: Int(patience * 1000)).isEmpty
}

/// Work on a thread of its own, and what it returned.
///
/// `@unchecked Sendable`: the outcome is written before the semaphore is signalled and read after.
final class Background<Value: Sendable>: @unchecked Sendable {
    private let ended = DispatchSemaphore(value: 0)
    private var outcome: Result<Value, any Error>?

    init(_ body: @escaping () throws -> Value) {
        // The thread alone uses what the body captures until it has ended.
        nonisolated(unsafe) let body = body
        let thread = Thread { [self] in
            outcome = Result { try body() }
            ended.signal()
        }
        thread.start()
    }

    /// Waits for the end.
    func value() throws -> Value {
        guard ended.wait(timeout: .now() + patience) == .success, let outcome else {
            throw Overdue(description: "the thread has not ended")
        }
        ended.signal()
        return try outcome.get()
    }
}

/// What other threads have told, in order; a test waits for what it expects.
///
/// `@unchecked Sendable`: the elements are read and changed only under the condition's lock.
final class Story<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var elements: [Element] = []

    var all: [Element] { condition.withLock { elements } }

    func tell(_ element: Element) {
        condition.withLock {
            elements.append(element)
            condition.broadcast()
        }
    }

    /// Waits a moment for another element, for loops that watch something else too.
    func pause() {
        condition.withLock { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.002)) }
    }

    /// Waits until so many elements match, and returns them.
    @discardableResult
    func wait(for count: Int = 1, where matches: (Element) -> Bool) throws -> [Element] {
        let deadline = Date(timeIntervalSinceNow: patience)
        return try condition.withLock {
            while true {
                let found = elements.filter(matches)
                if found.count >= count { return found }
                guard condition.wait(until: deadline) else {
                    throw Overdue(description: "\(found.count) of \(count) among \(elements)")
                }
            }
        }
    }
}
