import Foundation

/// The peak memory of this process.
enum PeakMemory {
    /// The peak resident size, in megabytes.
    ///
    /// On Linux it comes from /proc/self/status: `getrusage` may include memory from before `exec`,
    /// that of the parent process.
    static var megabytes: Double {
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
}
