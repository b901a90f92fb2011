import CZeroMQ
import Foundation
import ProcessControl

/// A libzmq context: the library's threads and its table of sockets.
///
/// One per process suffices.
///
/// `@unchecked Sendable`: libzmq's contexts may be used from any thread. Only a use after
/// termination is forbidden; `lock` excludes it, because `handle` is read and cleared under the
/// lock.
package final class Context: @unchecked Sendable {
    private let lock = NSLock()
    /// Nil once termination has begun.
    ///
    /// Guarded by `lock`.
    private var handle: UnsafeMutableRawPointer?

    /// Makes a context.
    ///
    /// - Parameters:
    ///   - ioThreads: I/O threads; one handles about a gigabyte per second.
    ///   - maximumSockets: The limit on sockets, clamped to the library's own maximum. The
    ///     library's default, 1023, is too low for a swarm of workers in one process.
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
    /// their threads have closed them and lingering messages are sent or dropped.
    ///
    /// A caller with an open socket of its own would wait for itself: close it first. A second call
    /// does nothing.
    package func terminate() {
        lock.lock()
        let ending = handle
        handle = nil
        if let ending { zmq_ctx_shutdown(ending) }
        lock.unlock()
        guard let ending else { return }
        while zmq_ctx_term(ending) != 0, zmq_errno() == EINTR {}
    }

    /// Terminates the context like `terminate`, but with a time limit, in case a busy thread still
    /// has an open socket; only for a process that ends.
    package func terminate(withinSeconds seconds: Double) {
        let ended = DispatchSemaphore(value: 0)
        SystemThread.start("termination") {
            self.terminate()
            ended.signal()
        }
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
