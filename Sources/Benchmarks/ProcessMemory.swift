import Foundation

/// The memory of this process and of its children, in megabytes.
enum ProcessMemory {
    /// The peak resident size of this process.
    ///
    /// On Linux it comes from /proc/self/status: `getrusage` may include memory from before `exec`,
    /// that of the parent process.
    static var peakMegabytes: Double {
        #if os(Linux)
            let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
            return kilobytes.flatMap { Double($0) }.map { $0 / 1024 } ?? .nan
        #else
            var usage = rusage()
            getrusage(RUSAGE_SELF, &usage)
            return Double(usage.ru_maxrss) / (1 << 20)
        #endif
    }

    /// The largest peak resident size of the child processes so far.
    static var largestChildMegabytes: Double {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
            return Double(usage.ru_maxrss) / 1024
        #else
            getrusage(RUSAGE_CHILDREN, &usage)
            return Double(usage.ru_maxrss) / (1 << 20)
        #endif
    }

    /// The current resident size of this process; 0 if the system does not report it.
    static var residentMegabytes: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576
    }
}
