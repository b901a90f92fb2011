import ArgumentParser
import Figures
import Synchronization

/// Which program draws charts.
struct GnuplotOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The gnuplot to draw charts with, or 'none' (default: the one on the PATH).",
            valueName: "file"))
    var gnuplot: String?

    /// Nil where charts are not to be drawn, or there is nothing to draw them with, which is said.
    func program() throws -> Gnuplot? { try Gnuplot.chosen(gnuplot) }
}

extension Gnuplot {
    /// Whether it was said that there is none: once is enough for all steps of a job.
    private static let isMissed = Atomic(false)

    /// The program that an option or PODIUM_GNUPLOT names, or else the one on the PATH.
    ///
    /// - Parameter option: a file, or `none`.
    /// - Returns: nil where charts are not to be drawn, or there is nothing to draw them with, of
    ///   which one line tells.
    /// - Throws: `InputError` where what is named is no program.
    static func chosen(_ option: String? = nil) throws(InputError) -> Gnuplot? {
        var environment = Terminal.environment
        let source = option == nil ? "PODIUM_GNUPLOT" : "--gnuplot"
        if let option { environment["PODIUM_GNUPLOT"] = option }
        if environment["PODIUM_GNUPLOT"] == "none" { return nil }
        let found: Gnuplot?
        do {
            found = try find(in: environment)
        } catch {
            throw InputError(
                "\(source) is '\(environment["PODIUM_GNUPLOT"] ?? "")', which is no program; "
                    + "expected gnuplot's file, or 'none' to leave charts out")
        }
        if found == nil, !isMissed.exchange(true, ordering: .relaxed) { Terminal.error(absence) }
        return found
    }
}
