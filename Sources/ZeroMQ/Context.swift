import CZeroMQ
import Foundation

/// The library's threads and its table of sockets.
///
/// A process needs one.
///
/// `@unchecked Sendable`: libzmq's contexts may be used from any thread; the one thing that may not
/// happen, a use after termination, is excluded by `lock`, under which `handle` is read and
/// cleared.
package final class Context: @unchecked Sendable {
    private let lock = NSLock()
    /// Nil once termination began.
    ///
    /// Guarded by `lock`.
    private var handle: UnsafeMutableRawPointer?

    /// Makes a context.
    ///
    /// - Parameters:
    ///   - ioThreads: Threads that move bytes; one serves about a gigabyte a second.
    ///   - maximumSockets: How many sockets there may be (the library's default, 1023, is too few
    ///     for a swarm of workers in one process). Cut to what the library was built for.
    package init(ioThreads: Int = 1, maximumSockets: Int = 65_535) throws(ZeroMQError) {
        guard let handle = zmq_ctx_new() else { throw .last("make a context") }
        let most = zmq_ctx_get(handle, ZMQ_SOCKET_LIMIT)
        let sockets = Int32(clamping: min(maximumSockets, Int(most)))
        guard zmq_ctx_set(handle, ZMQ_MAX_SOCKETS, sockets) == 0,
            zmq_ctx_set(handle, ZMQ_IO_THREADS, Int32(clamping: ioThreads)) == 0
        else {
            let error = ZeroMQError.last("set up a context")
            zmq_ctx_term(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { terminate() }

    /// Ends every blocking call on the context's sockets with `contextTerminated`, then waits until
    /// their threads have closed them and lingering messages are sent or given up.
    ///
    /// A caller that still holds an open socket of its own would wait for itself: close first. A
    /// second call does nothing.
    package func terminate() {
        lock.lock()
        let ending = handle
        handle = nil
        if let ending { zmq_ctx_shutdown(ending) }
        lock.unlock()
        guard let ending else { return }
        while zmq_ctx_term(ending) != 0, zmq_errno() == EINTR {}
    }

    /// Terminates the context as `terminate` does, but waits no longer than this, should a socket
    /// still be open in a thread that is busy: only for a process that ends.
    package func terminate(withinSeconds seconds: Double) {
        let ended = DispatchSemaphore(value: 0)
        let thread = Thread {
            self.terminate()
            ended.signal()
        }
        thread.name = "termination"
        thread.start()
        _ = ended.wait(timeout: .now() + seconds)
    }

    /// A new socket's handle, to be closed with `zmq_close`.
    func makeSocket(_ kind: Int32) throws(ZeroMQError) -> UnsafeMutableRawPointer {
        lock.lock()
        defer { lock.unlock() }
        guard let handle else { throw .contextTerminated }
        guard let socket = zmq_socket(handle, kind) else { throw .last("make a socket") }
        return socket
    }
}
