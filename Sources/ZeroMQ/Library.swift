import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The version of the libzmq that the program runs with, as `4.3.4`.
package var libraryVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    zmq_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
}

/// Whether the libzmq that the program runs with can encrypt.
package var libraryHasCurve: Bool { zmq_has("curve") == 1 }

/// Gives memory back to the system that was freed, where the C library keeps it.
///
/// What one thread asks for and another frees, as the library's messages are, stays with the
/// process otherwise.
package func releaseFreedMemory() {
    #if canImport(Glibc)
        malloc_trim(0)
    #endif
}

/// Raises the limit on open descriptors to `wanted`, or as far as the hard limit lets it.
///
/// A coordinator needs about one a worker. Returns the limit in force afterwards, which may be less
/// than wanted: say so to the user.
package func raiseDescriptorLimit(to wanted: Int) -> Int {
    #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 0 }
    if limit.rlim_cur < rlim_t(wanted) {
        var raised = limit
        raised.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
        if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
}
