import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Waits for events on several sockets and file descriptors.
///
/// Level-triggered: an item stays ready until it is read. It belongs to the thread that owns its
/// sockets.
package struct Poller {
    /// What to wait for.
    package struct Interest: OptionSet, Sendable, Hashable {
        package let rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }
        package static let readable = Interest(rawValue: 1)
        package static let writable = Interest(rawValue: 2)
        /// Always reported for descriptors, without a request.
        package static let failed = Interest(rawValue: 4)
    }

    /// A ready item: the number that `add` returned, and its events.
    package struct Ready: Sendable, Hashable {
        package var item: Int
        package var events: Interest

        package init(item: Int, events: Interest) {
            self.item = item
            self.events = events
        }
    }

    private enum Source {
        case socket(Socket)
        case descriptor(Int32)
    }

    private var sources: [(source: Source, interest: Interest)] = []
    private var items: [zmq_pollitem_t] = []

    package init() {}

    /// Adds a socket and returns its item number, counted from 0.
    @discardableResult
    package mutating func add(_ socket: Socket, for interest: Interest = .readable) -> Int {
        sources.append((.socket(socket), interest))
        return sources.count - 1
    }

    /// Adds a file descriptor and returns its item number.
    @discardableResult
    package mutating func add(descriptor: Int32, for interest: Interest = .readable) -> Int {
        sources.append((.descriptor(descriptor), interest))
        return sources.count - 1
    }

    package mutating func setInterest(_ interest: Interest, of item: Int) {
        sources[item].interest = interest
    }

    /// Forgets all items.
    package mutating func removeAll() { sources.removeAll(keepingCapacity: true) }

    /// Waits until an item is ready or the time is over (the result is then empty).
    ///
    /// - Parameter timeoutMilliseconds: 0 polls without waiting, a negative number waits without a
    ///   limit. Signals don't change the waiting time.
    package mutating func poll(timeoutMilliseconds: Int) throws(ZeroMQError) -> [Ready] {
        items.removeAll(keepingCapacity: true)
        for (source, interest) in sources {
            var item = zmq_pollitem_t()
            item.events = interest.rawValue
            switch source {
            case .socket(let socket): item.socket = socket.handle
            case .descriptor(let descriptor): item.fd = descriptor
            }
            items.append(item)
        }
        let start = monotonicMilliseconds()
        var remaining = timeoutMilliseconds
        while true {
            let status = zmq_poll(&items, Int32(items.count), remaining)
            if status == 0 { return [] }
            if status > 0 { break }
            guard zmq_errno() == EINTR else { throw .last("poll") }
            if timeoutMilliseconds > 0 {
                remaining = max(0, timeoutMilliseconds - (monotonicMilliseconds() - start))
            }
        }
        var ready: [Ready] = []
        for (index, item) in items.enumerated() where item.revents != 0 {
            ready.append(Ready(item: index, events: Interest(rawValue: item.revents & 7)))
        }
        return ready
    }
}

func monotonicMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
}
