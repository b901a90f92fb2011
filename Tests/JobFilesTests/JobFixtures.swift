import Foundation
import JobFiles
import StudyModel
import UserPrograms

/// The repository's top folder, found from this file's place.
let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

extension JobEnvironment {
    /// A few files that are only said to be there; none.npy and none aren't.
    static let fixtures = JobEnvironment(
        array: { path, variable in
            let extents: [String: [Int]] = [
                "v.npy": [50, 12], "i.npy": [50, 28, 28], "few.npy": [49], "l.npy": [50],
                "five.npy": [50, 2, 2, 2, 2], "vectors-train.npy": [3_000, 4],
                "vectors-train-labels.npy": [3_000], "vectors-test.npy": [600, 4],
                "vectors-test-labels.npy": [600],
            ]
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard let found = extents[name] else { throw MissingFile(path: path) }
            return FoundArray(
                file: InputFile(path: path, sha256: "ab", byteCount: 9), variable: variable,
                dimensions: found, isBytes: true)
        },
        file: { path in
            guard path != "none" else { throw MissingFile(path: path) }
            return InputFile(path: path, sha256: "cd", byteCount: 7)
        },
        table: { try TableSurvey(plain: $0) },
        programFiles: { pattern, directory in
            guard pattern != "none" else { throw MissingFile(path: directory + "/none") }
            let digest = String(repeating: "e", count: 64)
            let input = InputFile(
                path: directory + "/" + pattern, sha256: digest, byteCount: 5)
            return [ProgramFile(input, name: pattern, isExecutable: false)]
        })
}

extension TableSurvey {
    /// A survey of an example's table, which has no quotes.
    init(plain question: TableQuestion) throws {
        let name = URL(filePath: question.path).lastPathComponent
        let path = repository.appending(path: "jobs/examples/data/\(name)").path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw MissingFile(path: question.path)
        }
        self.init(
            plain: String(decoding: data, as: UTF8.self), path: question.path,
            markers: question.markers)
    }

    init(plain text: String, path: String, markers: [String]) {
        let rows = text.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        var columns = rows[0].map(Column.init)
        for (line, row) in rows.enumerated().dropFirst() {
            for (place, text) in row.enumerated() {
                columns[place].add(
                    text, isMissing: text.isEmpty || markers.contains(text),
                    number: TableNumber.isTooLarge(text) ? nil : Double(text), line: line + 1)
            }
        }
        self.init(
            file: InputFile(path: path, sha256: "ef", byteCount: 5),
            format: CSVFormat(separator: ",", markers: markers), rowCount: rows.count - 1,
            columns: columns)
    }
}

struct MissingFile: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path): there is no such file" }
}

let shippedJobs = [
    "quickstart.yaml", "table-1.yaml", "table-1-asha.yaml", "learning-rate-grid.yaml",
    "encoding-dimension-grid.yaml", "table-2.yaml", "table-3.yaml", "gan.yaml", "gan-search.yaml",
    "dcgan.yaml", "examples/conv-net.yaml", "examples/vectors.yaml",
    "examples/diabetes.yaml", "examples/wine.yaml", "examples/small-autoencoders.yaml",
]

/// Reads one of the job files that come with the project.
func shippedJob(_ name: String) throws -> LoadedJob {
    try JobFile.read(
        path: repository.appending(path: "jobs/\(name)").path, environment: .fixtures)
}

/// A small correct job for the null objective, with lines of its own added or put in place of its.
func nullJob(_ lines: String = "", space: String = "  x: { type: float, low: 0, high: 1 }")
    -> String
{
    "study: s\nobjective: null\n\(lines)\nspace:\n\(space)\n"
}

/// All messages about a text, or nothing where it is right.
func messages(_ text: String, overrides: JobOverrides = JobOverrides()) -> [String] {
    do {
        _ = try JobFile.parse(
            text: text, file: "job.yaml", overrides: overrides, environment: .fixtures)
        return []
    } catch {
        return error.mistakes.map(\.description)
    }
}
