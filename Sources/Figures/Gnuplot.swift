import Foundation
import ProcessControl
import Synchronization

/// The gnuplot program, which draws the charts.
package struct Gnuplot: Sendable {
    /// The path of the executable.
    package let path: String
    /// The time limit per figure in seconds; most figures take a fraction of one.
    package let timeLimit: Int
    private let patience = Patience()

    /// The number of timeouts after which gnuplot is not run again.
    private static let mostTimeOuts = 2

    package init(path: String, timeLimit: Int = 30) {
        self.path = path
        self.timeLimit = timeLimit
    }

    /// The message to print once if gnuplot is missing.
    package static let absence =
        "gnuplot was not found: charts are written as data (.tsv) and scripts (.gnuplot) only; "
        + "install it (Debian: apt-get install gnuplot-nox, macOS: brew install gnuplot) or name "
        + "it in PODIUM_GNUPLOT, and draw them again"

    /// Finds the program that PODIUM_GNUPLOT names, or else the first `gnuplot` on the PATH, or
    /// nil.
    ///
    /// It throws if PODIUM_GNUPLOT doesn't name a program.
    package static func find(
        in environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(FigureError) -> Gnuplot? {
        if let named = environment["PODIUM_GNUPLOT"], !named.isEmpty {
            guard ProgramSearch.isProgram(named) else {
                throw FigureError(
                    place: "PODIUM_GNUPLOT",
                    reason: "\(named) is not a program; name gnuplot's file, or unset the variable")
            }
            return Gnuplot(path: named)
        }
        return ProgramSearch.find("gnuplot", in: environment).map { Gnuplot(path: $0) }
    }

    /// Why a file that a user names can't draw charts; nil if it can, or for `none`.
    ///
    /// - Parameter option: the option or variable that names it, for the message.
    package static func complaint(about file: String, option: String) -> String? {
        guard file != "none", !ProgramSearch.isProgram(file) else { return nil }
        return "\(option) is '\(file)', which is no program; expected gnuplot's file, or 'none' to "
            + "leave charts out"
    }

    /// Runs a script in its folder; the output depends on the script and `format`.
    func draw(_ script: String, in folder: String, format: String) throws(FigureError) {
        let place = folder + "/" + script
        guard patience.timeOuts < Self.mostTimeOuts else {
            throw FigureError(
                place: place,
                reason: "gnuplot was not run, as it did not finish earlier figures in time")
        }
        let outcome = ChildProgram.run(
            [absolute(path), "-d", "-e", "format = '\(format)'", script], in: folder,
            seconds: timeLimit)
        guard let outcome else {
            throw FigureError(place: place, reason: "\(path) can't be run")
        }
        guard !outcome.isLate else {
            patience.noteTimeOut()
            throw FigureError(
                place: place,
                reason: "gnuplot did not finish within \(timeLimit) s and was stopped")
        }
        guard outcome.status == 0 else {
            let text = String(decoding: outcome.errors.prefix(2000), as: UTF8.self)
                .split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
                .filter { !$0.isEmpty }.joined(separator: " / ")
            throw FigureError(
                place: place,
                reason: "gnuplot can't draw it: "
                    + (text.isEmpty ? "it ended with status \(outcome.status)" : text))
        }
    }

    /// An absolute path, because gnuplot runs in another directory.
    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// Counts timeouts over all folders of a command.
    private final class Patience: Sendable {
        private let count = Atomic(0)
        var timeOuts: Int { count.load(ordering: .relaxed) }
        func noteTimeOut() { count.add(1, ordering: .relaxed) }
    }
}

extension Gnuplot: Hashable {
    package static func == (one: Gnuplot, other: Gnuplot) -> Bool {
        one.path == other.path && one.timeLimit == other.timeLimit
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(timeLimit)
    }
}
