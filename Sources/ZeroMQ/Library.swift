import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The version of the loaded libzmq, such as `4.3.4`.
package var libraryVersion: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    zmq_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
}

/// Whether the loaded libzmq supports CURVE encryption.
package var libraryHasCurve: Bool { zmq_has("curve") == 1 }

/// Returns freed memory to the system, if the C library keeps it.
///
/// Memory that one thread allocates and another frees, like libzmq's messages, otherwise stays with
/// the process.
package func releaseFreedMemory() {
    #if canImport(Glibc)
        malloc_trim(0)
    #endif
}

/// Raises the limit on open descriptors as far as it can be, for a process with sockets.
///
/// - Throws: `ZeroMQError` if it stays below `least`: libzmq ends the process if it gets none.
package func raiseDescriptorLimit(least: Int) throws(ZeroMQError) {
    let limit = raiseDescriptorLimit()
    guard limit >= least else { throw .fewDescriptors(limit: limit, least: least) }
}

/// Raises the limit on open descriptors to `wanted`, or to the hard limit if that is lower.
///
/// A coordinator needs about one per worker. Returns the limit now in force, which may be lower
/// than `wanted`: report that to the user.
package func raiseDescriptorLimit(to wanted: Int = 65_536) -> Int {
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
