package import UserErrors

/// Why a frame was not understood.
package enum WireError: Error, Sendable, Hashable {
    case tooShort(bytes: Int)
    case notPodium
    case unsupportedVersion(UInt16)
    case wrongLength(stated: Int, found: Int)
    case damaged
    case unknownKind(UInt16)
    case malformed(String)
}

extension WireError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooShort(let bytes): "a frame of \(bytes) bytes is shorter than its header"
        case .notPodium: "the frame does not begin as podium's do"
        case .unsupportedVersion(let version): "protocol version \(version) is not supported"
        case .wrongLength(let stated, let found):
            "the frame states \(stated) bytes of content and has \(found)"
        case .damaged: "the frame's checksum does not fit its content"
        case .unknownKind(let kind): "there is no message of kind \(kind)"
        case .malformed(let what): "the message is malformed: \(what)"
        }
    }
}

extension WireError: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
