import Foundation

/// How much memory this process has had at most.
enum PeakMemory {
    /// The largest resident size, in megabytes.
    ///
    /// On Linux from the process's status: what `getrusage` counts may be from before the program
    /// was started, as that of whoever started it.
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
