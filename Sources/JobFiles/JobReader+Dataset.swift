import StudyModel
import Yams

/// The data set: a name, or files.
extension JobReader {
    /// A job's data set, or nil where it needs none; nil inside where it is wrong.
    mutating func dataset(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) -> DatasetReference?? {
        let names = Spelling.list(DatasetName.allCases.map(\.rawValue))
        guard let node = fields["dataset"] else {
            guard requirements?.trains == true else { return .some(nil) }
            noteMissing("dataset", of: fields, expected: "\(names), or files")
            return nil
        }
        guard case .mapping = node else {
            return word(node, path: "dataset", as: DatasetName.self).map { .some(.named($0)) }
        }
        return files(node).map { .some(.files($0)) }
    }

    /// What a file is, by its path in the job file.
    mutating func inputFile(_ name: String, path: String, _ node: Node) -> InputFile? {
        do {
            return try environment.file(JobEnvironment.resolve(name, besides: file))
        } catch {
            note("\(path): \("\(error)".onOneLine)", at: node.position)
            return nil
        }
    }

    private struct LocatedArray {
        var found: FoundArray
        var position: Position

        var sampleCount: Int { found.dimensions.first ?? 0 }
        /// How many values a sample has; nil where they are too many to count.
        var sampleSize: Int? {
            found.dimensions.dropFirst().reduce(1 as Int?) { product, extent in
                guard let product, extent > 0 else { return nil }
                let (next, overflow) = product.multipliedReportingOverflow(by: extent)
                return overflow ? nil : next
            }
        }
    }

    private struct LocatedSamples {
        var values: LocatedArray
        var labels: LocatedArray?

        var samples: FileDataset.Samples {
            func array(_ located: LocatedArray) -> FileDataset.Array {
                FileDataset.Array(file: located.found.file, variable: located.found.variable)
            }
            return FileDataset.Samples(values: array(values), labels: labels.map(array))
        }
    }

    private mutating func files(_ node: Node) -> FileDataset? {
        guard let fields = fields(node, path: "dataset", known: JobKeys.dataset) else { return nil }
        let before = mistakes.count
        let training = required(fields, "train", expected: "values, and labels where there are any")
        {
            $0.samples($1, path: $2)
        }
        let test = optional(fields, "test", default: nil as LocatedSamples?) {
            $0.samples($1, path: $2).map { .some($0) }
        }
        let given = optional(fields, "shape", default: nil as [Int]?) {
            $0.shape($1, path: $2).map { .some($0) }
        }
        let range = optional(fields, "range", default: nil as FileDataset.Range?) {
            $0.range($1, path: $2).map { .some($0) }
        }
        let classes = optional(fields, "classes", default: nil as Int?) {
            $0.int($1, path: $2, in: 2...256).map { .some($0) }
        }
        guard mistakes.count == before, let training, let test, let given, let range, let classes,
            let shape = given ?? shape(of: training.values)
        else { return nil }
        for (name, samples) in [("dataset.train", training)]
            + (test.map { [("dataset.test", $0)] } ?? [])
        {
            checkSize(samples.values, shape, name)
        }
        guard mistakes.count == before else { return nil }
        return FileDataset(
            sampleShape: shape, training: training.samples, test: test?.samples, range: range,
            classCount: classes)
    }

    /// The shape that an array tells: images of one channel, images, or vectors.
    private mutating func shape(of values: LocatedArray) -> [Int]? {
        let extents = Array(values.found.dimensions.dropFirst())
        switch extents.count {
        case 1, 3: return extents
        case 2: return [1] + extents
        default:
            note(
                "the array has dimensions \(Self.shown(values.found.dimensions)), which tells no "
                    + "sample's shape; expected dataset.shape, such as [1, 28, 28]",
                at: values.position)
            return nil
        }
    }

    private mutating func checkSize(_ values: LocatedArray, _ shape: [Int], _ name: String) {
        let size = shape.reduce(1, *)
        guard values.sampleSize == size, values.sampleCount > 0 else {
            note(
                "\(name).values has dimensions \(Self.shown(values.found.dimensions)); expected "
                    + "samples of \(Self.shown(shape)), \(size) values each", at: values.position)
            return
        }
    }

    private mutating func samples(_ node: Node, path: String) -> LocatedSamples? {
        guard let fields = fields(node, path: path, known: JobKeys.samples) else { return nil }
        let values = required(fields, "values", expected: "a file") { $0.array($1, path: $2) }
        let labels = optional(fields, "labels", default: nil as LocatedArray?) {
            $0.array($1, path: $2).map { .some($0) }
        }
        guard let values, let labels else { return nil }
        if let labels {
            guard labels.sampleSize == 1, labels.sampleCount == values.sampleCount else {
                note(
                    "\(path).labels has dimensions \(Self.shown(labels.found.dimensions)); "
                        + "expected \(values.sampleCount) labels, one for each sample",
                    at: labels.position)
                return nil
            }
        }
        return LocatedSamples(values: values, labels: labels)
    }

    /// A path, or a mapping of `file` and `variable`.
    private mutating func array(_ node: Node, path: String) -> LocatedArray? {
        var (name, variable): (String?, String??) = (nil, .some(nil))
        if case .mapping = node {
            guard let fields = fields(node, path: path, known: JobKeys.array) else { return nil }
            name = required(fields, "file", expected: "a path") { $0.text($1, path: $2) }
            variable = optional(fields, "variable", default: nil as String?) {
                $0.text($1, path: $2).map { .some($0) }
            }
        } else {
            name = text(node, path: path, expected: "a path, or a file and its variable")
        }
        guard let name, let variable else { return nil }
        do {
            let found = try environment.array(
                JobEnvironment.resolve(name, besides: file), variable)
            return LocatedArray(found: found, position: node.position)
        } catch {
            note("\(path): \("\(error)".onOneLine)", at: node.position)
            return nil
        }
    }

    /// Channels, height and width; or a length.
    private mutating func shape(_ node: Node, path: String) -> [Int]? {
        guard let elements = elements(node, path: path, of: "extents") else { return nil }
        let extents = elements.enumerated().compactMap {
            int($0.element, path: "\(path)[\($0.offset + 1)]", in: 1...65_536)
        }
        guard extents.count == elements.count else { return nil }
        let isCounted = extents.reduce(1.0) { $0 * Double($1) } <= Double(1 << 24)
        guard extents.count == 1 || extents.count == 3, isCounted else {
            note(
                "\(path) is \(Self.shown(extents)); expected channels, height and width, or a "
                    + "vector's length, with at most \(1 << 24) values", at: node.position)
            return nil
        }
        return extents
    }

    private mutating func range(_ node: Node, path: String) -> FileDataset.Range? {
        guard let elements = elements(node, path: path, of: "two numbers") else { return nil }
        let numbers = elements.enumerated().compactMap {
            float($0.element, path: "\(path)[\($0.offset + 1)]")
        }
        guard numbers.count == elements.count else { return nil }
        guard numbers.count == 2, numbers[0] < numbers[1], (numbers[1] - numbers[0]).isFinite else {
            let found = numbers.map(Self.shown).joined(separator: ", ")
            note(
                "\(path) is [\(found)]; expected the lowest and the highest value",
                at: node.position)
            return nil
        }
        return FileDataset.Range(low: numbers[0], high: numbers[1])
    }

    private static func shown(_ extents: [Int]) -> String {
        extents.map { "\($0)" }.joined(separator: "×")
    }

    /// What an objective and a split need of the samples.
    mutating func checkSamples(
        _ fields: JobFields, _ objective: ObjectiveKind, _ dataset: DatasetReference?,
        _ split: Split
    ) {
        guard case .files(let files)? = dataset, let entry = fields.values["dataset"] else {
            return
        }
        if split.validation == .testSet, files.test == nil {
            note(
                "dataset has no test samples, which 'validation: test-set' validates on",
                at: entry.position)
        }
        guard objective == .classifier else { return }
        for (name, samples) in [
            ("train", files.training as FileDataset.Samples?), ("test", files.test),
        ] {
            guard let samples, samples.labels == nil else { continue }
            note("dataset.\(name) has no labels, which a classifier learns", at: entry.position)
        }
    }
}

extension String {
    /// The text with its line breaks as spaces: a message is one line.
    fileprivate var onOneLine: String {
        String(
            unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }
}
