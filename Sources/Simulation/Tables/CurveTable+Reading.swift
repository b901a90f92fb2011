import Datasets
import Foundation
import Portable
import StudyModel

extension CurveTable {
    /// The file of a directory of tables that lists them.
    package static let listName = "tables.json"
    /// Seconds per epoch of a table without times.
    package static let standardSecondsPerEpoch = 60.0

    /// The names of the arrays in a table's file.
    enum ArrayName {
        static let configurations = "configurations"
        static let curves = "values"
        /// Seconds per epoch of each row; optional.
        static let seconds = "seconds"
    }

    /// Reads the tables of a directory that have learning curves, in the order of its list.
    ///
    /// `tables.json` lists tables; those of other kinds than `curves` are left out.
    ///
    /// - Throws: `SimulationError` or `DatasetError` at the first mistake.
    package static func read(directory: String) throws -> [CurveTable] {
        try read(directory: directory, kind: CurveTableEntry.kind)
    }

    /// Reads the tables of a directory that have every configuration of a finite space, in the
    /// order of its list.
    ///
    /// - Throws: `SimulationError` or `DatasetError` at the first mistake.
    package static func readGrids(directory: String) throws -> [CurveTable] {
        try read(directory: directory, kind: CurveTableEntry.gridKind)
    }

    private static func read(directory: String, kind: String) throws -> [CurveTable] {
        let path = directory + "/" + listName
        let tables = try list(path).enumerated().compactMap { index, value in
            let place = "\(path), table \(index + 1)"
            guard try JSONFields(value, place: place).text("kind") == kind else {
                return nil as CurveTable?
            }
            return try read(value, in: directory, place: place)
        }
        guard !tables.isEmpty else {
            throw SimulationError.unusable(
                place: path, found: "no table of kind \(kind)", expected: "one or more")
        }
        return tables
    }

    /// Reads one table, of any kind, which the list in its directory describes.
    ///
    /// - Throws: `SimulationError` or `DatasetError` at the first mistake.
    package static func read(file: String) throws -> CurveTable {
        guard FileManager.default.fileExists(atPath: file) else {
            throw SimulationError.missing(
                path: file, advice: "name a study, or a recorded table (.npz)")
        }
        let url = URL(fileURLWithPath: file)
        let directory = url.deletingLastPathComponent().path
        let path = directory + "/" + listName
        for (index, value) in try list(path).enumerated() {
            let place = "\(path), table \(index + 1)"
            let name = try JSONFields(value, place: place).text("file")
            guard name == url.lastPathComponent else { continue }
            return try read(value, in: directory, place: place)
        }
        throw SimulationError.unusable(
            place: path, found: "no table with the file \(url.lastPathComponent)",
            expected: "an entry that describes it: its metric, parameters and rows")
    }

    /// The entries of a list of tables.
    static func list(_ path: String) throws -> [JSONValue] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SimulationError.missing(
                path: path, advice: "name a directory with a \(listName)")
        }
        let value: JSONValue
        do {
            value = try PortableJSON.decode(JSONValue.self, from: Array(data))
        } catch {
            throw SimulationError.unusable(
                place: path, found: "a text that is not JSON", expected: "a JSON list of tables")
        }
        guard case .list(let entries) = value else {
            throw SimulationError.unusable(
                place: path, found: "JSON that is no list", expected: "a JSON list of tables")
        }
        return entries
    }

    /// - Parameter value: the entry of the list.
    private static func read(
        _ value: JSONValue, in directory: String, place: String
    ) throws -> CurveTable {
        let kind = try JSONFields(value, place: place).text("kind")
        let kinds = [CurveTableEntry.kind, CurveTableEntry.gridKind]
        guard kinds.contains(kind) else {
            throw SimulationError.unusable(
                place: "\(place), kind", found: "'\(kind)'",
                expected: kinds.joined(separator: " or "))
        }
        let entry = try CurveTableEntry(value, place: place)
        let path = directory + "/" + entry.file
        guard FileManager.default.fileExists(atPath: path) else {
            throw SimulationError.missing(
                path: path, advice: "\(place) names it: put it there, or remove the entry")
        }
        let file = try ArrayFile(path: path)
        if kind == CurveTableEntry.gridKind { return try grid(entry, file, place: place) }
        let configurations = try rows(
            ArrayName.configurations, of: file, [entry.rows, entry.parameters.count],
            meaning: "rows x parameters", place: place)
        let curves = try rows(
            ArrayName.curves, of: file, [entry.rows, entry.epochs], meaning: "rows x epochs",
            place: place)
        let hasSeconds = file.variables.contains { $0.name == ArrayName.seconds }
        let seconds =
            hasSeconds
            ? try rows(
                ArrayName.seconds, of: file, [entry.rows], meaning: "rows", place: place
            ).flatMap { $0 } : []
        if let row = seconds.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
            throw SimulationError.unusable(
                place: "\(path), \(ArrayName.seconds), row \(row)", found: "\(seconds[row])",
                expected: "seconds above 0")
        }
        let constant = entry.secondsPerEpoch ?? standardSecondsPerEpoch
        return CurveTable(
            name: URL(fileURLWithPath: entry.file).deletingPathExtension().lastPathComponent,
            metric: entry.metric, epochs: entry.epochs, parameters: entry.parameters,
            configurations: configurations, curves: curves,
            secondsPerEpoch: hasSeconds ? seconds : Array(repeating: constant, count: entry.rows),
            optimum: entry.optimum, median: entry.median, source: entry.source)
    }

    /// The rows of an array, whose shape must be the expected one.
    static func rows(
        _ name: String, of file: ArrayFile, _ shape: [Int], meaning: String, place: String
    ) throws -> [[Double]] {
        let (dimensions, values) = try file.values(of: name)
        guard dimensions == shape else {
            func text(_ extents: [Int]) -> String {
                extents.map(String.init).joined(separator: " x ")
            }
            throw SimulationError.unusable(
                place: "\(file.path), array \(name)", found: "the shape \(text(dimensions))",
                expected: "\(text(shape)) (\(meaning)), as \(place) says")
        }
        let width = shape.dropFirst().reduce(1, *)
        return (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
}
