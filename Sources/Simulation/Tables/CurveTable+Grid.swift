import Datasets
import Foundation
import Portable
import StudyModel

/// Tables of kind `grid`: one value of every configuration of a finite space.
///
/// The file has the arrays `indices` (rows x parameters: the place of each value in the parameter's
/// list), `values` (rows) and, if it is known, `train_time` (rows, seconds).
extension CurveTable {
    private enum GridArray {
        static let indices = "indices"
        static let values = "values"
        static let seconds = "train_time"
    }

    /// The table of an entry, as curves of one epoch.
    static func grid(
        _ entry: CurveTableEntry, _ file: ArrayFile, place: String
    ) throws -> CurveTable {
        let choices = try entry.parameters.map { parameter in
            guard case .categorical(let values) = parameter.domain else {
                throw SimulationError.unusable(
                    place: "\(place) (\(entry.file)), parameter \(parameter.name)",
                    found: "no values", expected: "the list of its values, as it is a grid")
            }
            return values
        }
        let indices = try rows(
            GridArray.indices, of: file, [entry.rows, choices.count],
            meaning: "rows x parameters", place: place)
        let values = try rows(
            GridArray.values, of: file, [entry.rows], meaning: "rows", place: place)
        let configurations = try indices.enumerated().map { row, digits in
            try digits.indices.map { parameter in
                let list = choices[parameter]
                guard let index = Int(exactly: digits[parameter]), list.indices.contains(index)
                else {
                    throw SimulationError.unusable(
                        place: "\(file.path), \(GridArray.indices), row \(row)",
                        found: "\(digits[parameter]) for \(entry.parameters[parameter].name)",
                        expected: "the place of one of its \(list.count, "value"), from 0")
                }
                return number(index, in: list)
            }
        }
        return CurveTable(
            name: URL(fileURLWithPath: entry.file).deletingPathExtension().lastPathComponent,
            metric: entry.metric, epochs: 1, parameters: entry.parameters,
            configurations: configurations, curves: values,
            secondsPerEpoch: try seconds(entry, file, place: place),
            optimum: entry.optimum, median: entry.median, source: entry.source)
    }

    /// A choice as a table has it: a number itself, of other choices the place in the list.
    private static func number(_ index: Int, in list: [ParameterValue]) -> Double {
        list.allSatisfy { $0.number != nil } ? list[index].number ?? 0 : Double(index)
    }

    private static func seconds(
        _ entry: CurveTableEntry, _ file: ArrayFile, place: String
    ) throws -> [Double] {
        guard file.variables.contains(where: { $0.name == GridArray.seconds }) else {
            let constant = entry.secondsPerEpoch ?? standardSecondsPerEpoch
            return Array(repeating: constant, count: entry.rows)
        }
        let seconds = try rows(
            GridArray.seconds, of: file, [entry.rows], meaning: "rows", place: place
        ).flatMap { $0 }
        if let row = seconds.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
            throw SimulationError.unusable(
                place: "\(file.path), \(GridArray.seconds), row \(row)",
                found: "\(seconds[row])", expected: "seconds above 0")
        }
        return seconds
    }
}
