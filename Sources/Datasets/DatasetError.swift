import Files
package import StudyModel
package import UserErrors

/// An error about a data set, with advice for the user.
package enum DatasetError: Error, Sendable, Hashable {
    /// The cache does not hold the data set.
    case missing(DatasetName, directory: String)
    /// A file of a known data set is invalid.
    case badFile(path: String, found: String, expected: String)
    /// A user's file can't be used; `expected` has the advice.
    case unusable(place: String, found: String, expected: String)
    /// A file changed since the job was recorded.
    case changed(path: String, found: String, expected: String)
    /// The received bytes have a wrong checksum.
    case wrongChecksum(file: String, found: String, expected: String)
    /// A system call failed.
    case system(path: String, action: String, reason: String)
    /// A transfer is invalid: a gap, an overlap, or more bytes than the file has.
    case badTransfer(file: String, found: String, expected: String)
    /// All sources of the data set failed.
    case unavailable(DatasetName, directory: String, tried: [FailedSource])
}

extension DatasetError {
    init(_ failure: FileFailure) {
        self = .system(path: failure.path, action: failure.action, reason: failure.reason)
    }
}

/// A source that failed, and the reason.
package struct FailedSource: Sendable, Hashable {
    package var source: String
    package var reason: String

    package init(source: String, reason: String) {
        self.source = source
        self.reason = reason
    }
}

extension DatasetError {
    /// The same error with another name for the file.
    func naming(_ name: String, for path: String) -> DatasetError {
        guard case .unusable(let place, let found, let expected) = self else { return self }
        // The place of an array begins with the path. For labels, `expected` contains both paths.
        return .unusable(
            place: place.replacingFirst(path, with: name), found: found,
            expected: expected.replacingFirst(path, with: name))
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}

extension DatasetError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let name, let directory):
            "\(directory): the data set \(name.rawValue) is not there; "
                + "run `podium data fetch \(name.rawValue)`, or set PODIUM_DATA to where it is"
        case .badFile(let path, let found, let expected):
            "\(path): found \(found), expected \(expected); "
                + "remove the file and fetch the data set again"
        case .unusable(let place, let found, let expected):
            "\(place): found \(found), expected \(expected)"
        case .changed(let path, let found, let expected):
            "\(path): the file changed since the job was recorded: found \(found), expected "
                + "\(expected); put the old file back, or give the job another study name"
        case .wrongChecksum(let file, let found, let expected):
            "\(file): the bytes have SHA-256 \(found), expected \(expected); they were not kept"
        case .system(let path, let action, let reason):
            "\(path): can't \(action): \(reason)"
        case .badTransfer(let file, let found, let expected):
            "\(file): the transfer brought \(found), expected \(expected); start it again"
        case .unavailable(let name, let directory, let tried):
            Self.unavailable(name, directory: directory, tried: tried)
        }
    }

    private static func unavailable(
        _ name: DatasetName, directory: String, tried: [FailedSource]
    ) -> String {
        let lines = tried.map { "  \($0.source): \($0.reason)" }
        let files = DatasetFile.files(of: name)
            .map { "  \($0.name) (\($0.byteCount) bytes, SHA-256 \($0.sha256))" }
        let opening = "no source gave the data set \(name.rawValue); tried, in this order:"
        return
            ([opening] + lines
            + ["try again when one of them can be reached, or put these files in \(directory):"]
            + files).joined(separator: "\n")
    }
}

extension DatasetError: UserError {
    package var exitStatus: ExitStatus {
        if case .unusable = self { return .badInput }
        return .workFailed
    }
}
