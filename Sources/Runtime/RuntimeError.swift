package import UserErrors

/// Why a process that runs studies had to end.
package enum RuntimeError: Error, Sendable, Hashable {
    /// A local worker ended repeatedly.
    case workerKeepsEnding(status: String, log: String)
    /// The thread that checks keys ended; without it, no peer may connect.
    case authenticatorEnded(reason: String)
    /// The tool that lists a machine's devices does not work.
    case deviceTool(name: String, reason: String)
    /// No tool lists devices, and some are asked for.
    case noDeviceTool
    /// The tool lists no device that may be used, and some are asked for.
    case noDevices(tool: String)
    case noSuchDevice(number: Int, tool: String, known: [Int])
}

extension RuntimeError: UserError {
    package var exitStatus: ExitStatus {
        switch self {
        case .workerKeepsEnding, .authenticatorEnded, .deviceTool: .workFailed
        case .noDeviceTool, .noDevices, .noSuchDevice: .badInput
        }
    }

    package var description: String {
        switch self {
        case .workerKeepsEnding(let status, let log):
            "the local worker keeps ending (\(status)); its log is \(log)"
        case .authenticatorEnded(let reason):
            "the thread that checks keys ended (\(reason)); the coordinator stops rather than let "
                + "anyone in. Nothing recorded is lost: start it again with the same command"
        case .deviceTool(let name, let reason):
            "the devices of this machine are not known, because \(name) failed: \(reason)"
        case .noDeviceTool:
            "--gpus asks for devices, and neither nvidia-smi nor rocm-smi is in the directories of "
                + "PATH; expected one of them, or --gpus none"
        case .noDevices(let tool):
            "--gpus asks for devices, and \(tool) lists none that this process may use; expected "
                + "a device, or --gpus none"
        case .noSuchDevice(let number, let tool, let known):
            "--gpus names device \(number), and \(tool) lists "
                + (known.isEmpty ? "none" : known.map(String.init).joined(separator: ", "))
        }
    }
}
