import ArgumentParser
import Figures
import Synchronization
import UserErrors

/// The program that draws charts.
struct GnuplotOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The gnuplot to draw charts with, or 'none' (default: the one on the PATH).",
            valueName: "file"))
    var gnuplot: String?

    /// Nil if charts are disabled, or if no gnuplot exists, which is reported.
    func program() throws -> Gnuplot? { try Gnuplot.chosen(gnuplot) }
}

extension Gnuplot {
    /// Whether the missing gnuplot was reported: one message is enough for all stages of a job.
    private static let isMissed = Atomic(false)

    /// The program that an option or PODIUM_GNUPLOT names, or else the one on the PATH.
    ///
    /// - Parameter option: a file, or `none`.
    /// - Returns: nil if charts are disabled, or if no gnuplot exists; the latter prints one line.
    /// - Throws: `InputError` if the option or PODIUM_GNUPLOT does not name a program.
    static func chosen(_ option: String? = nil) throws(InputError) -> Gnuplot? {
        var environment = Terminal.environment
        let source = option == nil ? "PODIUM_GNUPLOT" : "--gnuplot"
        if let option { environment["PODIUM_GNUPLOT"] = option }
        if environment["PODIUM_GNUPLOT"] == "none" { return nil }
        let found: Gnuplot?
        do {
            found = try find(in: environment)
        } catch {
            let named = environment["PODIUM_GNUPLOT"] ?? ""
            throw InputError(complaint(about: named, option: source) ?? "\(error)")
        }
        if found == nil, !isMissed.exchange(true, ordering: .relaxed) { Terminal.error(absence) }
        return found
    }
}
