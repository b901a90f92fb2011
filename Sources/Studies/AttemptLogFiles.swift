package import Files
import Foundation
package import StudyModel

/// What the programs of a study printed: a file per attempt, in the study's directory.
///
/// A log explains a result and is not needed for it, so files are not made durable.
package final class AttemptLogFiles {
    /// Bytes of all logs of a study; beyond, new logs are not kept.
    package static let largestTotal = 4 << 30

    private let directory: String
    private let largestTotal: Int
    /// Bytes of all logs; nil before they are counted.
    private var total: Int?

    package init(directory: String, largestTotal: Int = largestTotal) {
        self.directory = directory
        self.largestTotal = largestTotal
    }

    /// Keeps the log of an attempt; a later one of the same attempt replaces it.
    ///
    /// - Throws: `FileFailure` if it can't be written, or if the study's logs are too many.
    package func keep(_ text: String, of attempt: AttemptID) throws(FileFailure) {
        let total = if let known = self.total { known } else { try open() }
        let size = text.utf8.count
        guard total + size <= largestTotal else {
            throw FileFailure(
                path: directory, action: "keep another log",
                reason: "the study's logs have reached their limit of \(largestTotal >> 20) MB")
        }
        let file = try PartialFile(for: path(attempt.trial, attempt.number))
        try file.append(Array(text.utf8))
        try file.commit(isDurable: false)
        self.total = total + size
    }

    private func open() throws(FileFailure) -> Int {
        try Directory.make(directory)
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: directory + "/" + name)
            return sum + (attributes?[.size] as? Int ?? 0)
        }
    }

    private var names: [String] { Directory.readableNames(in: directory) }

    private func path(_ trial: Int, _ attempt: Int) -> String {
        "\(directory)/\(trial)-\(attempt).log"
    }

    // MARK: Reading

    /// The attempts of a trial that have a log, by number.
    package func attempts(of trial: Int) -> [Int] {
        names.compactMap { name -> Int? in
            let prefix = "\(trial)-"
            guard name.hasPrefix(prefix), name.hasSuffix(".log") else { return nil }
            return Int(name.dropFirst(prefix.count).dropLast(4))
        }.sorted()
    }

    /// The log of an attempt; nil if there is none.
    package func text(of trial: Int, attempt: Int) -> String? {
        FileManager.default.contents(atPath: path(trial, attempt)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
