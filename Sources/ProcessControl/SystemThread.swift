import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Starts threads, and ends the process with the reason if there is room for none.
///
/// Foundation says nothing when the system refuses a thread (`ulimit -u`, `ulimit -v`, a full
/// control group), and whoever waits for the thread waits for ever.
package enum SystemThread {
    private final class Work {
        let name: String
        let body: () -> Void

        init(_ name: String, _ body: @escaping () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Starts a thread that ends when its body does.
    ///
    /// - Parameters:
    ///   - name: what debuggers and `top -H` show.
    ///   - stackSize: in bytes; nil is the system's usual size.
    package static func start(
        _ name: String, stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) {
        let (thread, code) = begin(Work(name, body), stackSize: stackSize)
        guard let thread else { refuse(code) }
        pthread_detach(thread)
    }

    /// Ends the process with the reason unless as many threads can be started at the same time.
    ///
    /// For libraries that abort the process without one.
    package static func require(_ count: Int) {
        let gate = DispatchSemaphore(value: 0)
        let started = (0..<count).map { _ in begin(Work("probe") { gate.wait() }) }
        let threads = started.compactMap(\.thread)
        for _ in threads { gate.signal() }
        for thread in threads { pthread_join(thread, nil) }
        if let failed = started.first(where: { $0.thread == nil }) { refuse(failed.code) }
    }

    /// Starts a thread; nil with the error number if the system refuses it.
    private static func begin(
        _ work: Work, stackSize: Int? = nil
    ) -> (thread: pthread_t?, code: Int32) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
        let argument = Unmanaged.passRetained(work)
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(
                &thread, &attributes, { SystemThread.run($0) }, argument.toOpaque())
        #else
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes, { SystemThread.run($0!) }, argument.toOpaque())
        #endif
        guard code == 0 else {
            argument.release()
            return (nil, code)
        }
        return (thread, 0)
    }

    private static func run(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
        #if os(Linux)
            // Foundation names its own threads only.
            let name = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            if name >= 0 {
                _ = work.name.withCString { write(name, $0, strlen($0)) }
                close(name)
            }
        #else
            Thread.current.name = work.name
        #endif
        work.body()
        return nil
    }

    /// Nothing can go on without the thread, and what was acknowledged is on the disk.
    private static func refuse(_ code: Int32) -> Never {
        let text =
            "podium: a thread can't be started: \(String(cString: strerror(code))); there are too "
            + "many processes, or too little memory: raise the limits (ulimit -u, ulimit -v)\n"
        _ = text.withCString { write(2, $0, strlen($0)) }
        _exit(1)
    }
}
