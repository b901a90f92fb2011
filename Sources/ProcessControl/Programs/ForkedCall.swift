import CSpawn

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Calls a C function in a forked child, so that a crash of a library ends the child alone.
///
/// The child has no descriptor and no lock of this process, prints nothing, and is killed with this
/// process. It leaves its results in memory that both share.
package enum ForkedCall {
    /// A C function: in a child of a process with threads, Swift's runtime may wait for a lock
    /// that no thread will release.
    package typealias Body = @convention(c) (UnsafeMutableRawPointer?) -> Int32

    /// Calls a function and waits for the child's end; its exit status is the function's result.
    ///
    /// - Parameters:
    ///   - seconds: the limit of processor time; SIGXCPU ends the child.
    ///   - memory: the limit of memory in bytes beyond this process's; 0 is no limit.
    package static func run(
        _ body: Body, _ context: UnsafeMutableRawPointer, seconds: Int, memory: Int = 0
    ) throws(LaunchFailure) -> ProgramEnd {
        try RunningProgram(hasOwnGroup: false) { () throws(LaunchFailure) in
            let child = podium_call_in_child(
                body, context, UInt32(clamping: seconds), UInt64(clamping: memory))
            guard child >= 0 else {
                throw LaunchFailure(path: "a process", step: .start, code: errno)
            }
            return child
        }.wait()
    }
}
