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
        let code = begin(Work(name, body), stackSize: stackSize, isDetached: true, nil)
        guard code == 0 else { refuse(code) }
    }

    /// Ends the process with the reason unless as many threads can be started at the same time.
    ///
    /// For libraries that abort the process without one.
    package static func require(_ count: Int) {
        let gate = DispatchSemaphore(value: 0)
        var threads: [pthread_t] = []
        var failure: Int32 = 0
        for _ in 0..<count where failure == 0 {
            var thread: pthread_t?
            failure = begin(
                Work("probe") { gate.wait() }, stackSize: nil, isDetached: false, &thread)
            if let thread { threads.append(thread) }
        }
        for _ in threads { gate.signal() }
        for thread in threads { pthread_join(thread, nil) }
        guard failure == 0 else { refuse(failure) }
    }

    /// The error number of `pthread_create`, or 0.
    private static func begin(
        _ work: Work, stackSize: Int?, isDetached: Bool,
        _ started: UnsafeMutablePointer<pthread_t?>?
    ) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
        if isDetached { pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) }
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
        if code == 0 { started?.pointee = thread } else { argument.release() }
        return code
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
