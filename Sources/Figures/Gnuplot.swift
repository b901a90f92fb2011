import Foundation
import ProcessControl

/// The program that draws charts.
package struct Gnuplot: Sendable, Hashable {
    /// Its file.
    package let path: String

    /// What to say, once, where there is none.
    package static let absence =
        "gnuplot was not found: charts are written as data (.tsv) and scripts (.gnuplot) only; "
        + "install it (Debian: apt-get install gnuplot-nox, macOS: brew install gnuplot) or name "
        + "it in PODIUM_GNUPLOT, and draw them again"

    /// The program that PODIUM_GNUPLOT names, or else the first `gnuplot` on the PATH; nil if there
    /// is none.
    ///
    /// Errors: PODIUM_GNUPLOT names no program.
    package static func find(
        in environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(FigureError) -> Gnuplot? {
        if let named = environment["PODIUM_GNUPLOT"], !named.isEmpty {
            guard isProgram(named) else {
                throw FigureError(
                    place: "PODIUM_GNUPLOT",
                    reason: "\(named) is not a program; name gnuplot's file, or unset the variable")
            }
            return Gnuplot(path: named)
        }
        let directories = (environment["PATH"] ?? "").split(separator: ":")
        let path = directories.map { $0 + "/gnuplot" }.first(where: isProgram)
        return path.map(Gnuplot.init(path:))
    }

    private static func isProgram(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && !isDirectory.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }

    /// Runs a script from within its folder; what it writes depends on the script and `format`.
    func draw(_ script: String, in folder: String, format: String) throws(FigureError) {
        let place = folder + "/" + script
        // The program's own path is meant from here, not from the folder.
        let program =
            path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let outcome = ChildProgram.run(
            [program, "-d", "-e", "format = '\(format)'", script], in: folder)
        guard let outcome else {
            throw FigureError(place: place, reason: "\(path) can't be run")
        }
        guard outcome.status == 0 else {
            let words = String(decoding: outcome.errors.prefix(2000), as: UTF8.self)
                .split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
                .filter { !$0.isEmpty }.joined(separator: " / ")
            throw FigureError(place: place, reason: "gnuplot can't draw it: \(words)")
        }
    }
}
