import Foundation
import StudyModel

/// The samples on which a model is evaluated, and how to read them from a file.
package struct SampleSource: Sendable, Hashable {
    /// A file of samples; nil is the test samples of the model's data set.
    package var data: String?
    /// The variable of the file that has the samples; nil is the one that fits.
    package var variable: String?
    /// The labels' file, and after a colon its variable.
    package var labels: String?
    package var labelsVariable: String?
    /// How the images lie in the file: an orientation, or `auto`.
    package var orientation: String?
    /// The values of the file that stand for 0 and 1, separated by a comma.
    package var range: String?

    package init() {}

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        data = try options.text("data")
        variable = try options.text("variable")
        labels = try options.text("labels")
        labelsVariable = try options.text("labels-variable")
        orientation = try options.text("orientation")
        range = try options.text("range")
    }

    package static var orientations: String { Orientation.allCases.text }

    package func validate() throws(StageMistake) {
        if data == nil {
            for (name, value) in [
                ("--variable", variable), ("--labels", labels),
                ("--labels-variable", labelsVariable), ("--orientation", orientation),
                ("--range", range),
            ] where value != nil {
                throw StageMistake("\(name) is about a file of samples; give --data FILE too")
            }
        }
        if let orientation, orientation != "auto", Orientation(rawValue: orientation) == nil {
            throw StageMistake(
                "--orientation is '\(orientation)'; expected auto, or one of \(Self.orientations)")
        }
        _ = try givenRange()
    }

    func givenRange() throws(StageMistake) -> ClosedRange<Double>? {
        guard let range else { return nil }
        let ends = range.split(separator: ",").map { Double($0) ?? .nan }
        guard ends.count == 2, ends[0].isFinite, ends[1].isFinite, ends[0] < ends[1] else {
            throw StageMistake(
                "--range is '\(range)'; expected the lowest and the highest value, such as 0,255")
        }
        return ends[0]...ends[1]
    }

    mutating func locateFiles(_ locate: StageFiles) {
        data = data.map(locate.path)
        labels = labels.map(locate.labelsPath)
    }

    /// The labels' file, and the variable in it if one is named.
    var labelsPlace: FileVariable? {
        guard let labels else {
            return labelsVariable.flatMap { name in
                data.map { FileVariable(path: $0, variable: name) }
            }
        }
        return labelsVariable.map { FileVariable(path: labels, variable: $0) }
            ?? FileVariable(labels)
    }

    /// A directory's name, with the data file's name appended if one is given.
    func directory(_ name: String) -> String {
        guard let data else { return name }
        let file = ((data as NSString).lastPathComponent as NSString).deletingPathExtension
        return "\(name)-\(file)"
    }
}

extension [Orientation] {
    /// The names of the option's values, separated by commas.
    package var text: String { map(\.rawValue).joined(separator: ", ") }
}
