/// How a program ended.
package enum ProgramEnd: Sendable, Hashable {
    case exit(Int32)
    case signal(Int32)

    /// The end that `waitpid` reports.
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exit((waitStatus >> 8) & 0xFF) : .signal(signal)
    }

    /// The exit status, or 128 plus the number of the signal, as in a shell.
    package var status: Int32 {
        switch self {
        case .exit(let status): status
        case .signal(let number): 128 + number
        }
    }
}
