import Models
import Portable
import StudyModel
import Yams

/// The data set: a name, or files.
extension JobReader {
    /// A job's data set; `nil` if it is missing or invalid.
    ///
    /// - Parameter objective: nil if it is unknown; a missing data set is then no mistake.
    mutating func dataset(
        _ fields: JobFields, _ objective: NetworkKind?
    ) -> DatasetReference? {
        let names = Spelling.list(DatasetName.allCases.map(\.rawValue))
        guard let node = fields["dataset"] else {
            if objective != nil {
                noteMissing("dataset", of: fields, expected: "\(names), files or a table")
            }
            return nil
        }
        guard case .mapping(let mapping) = node else {
            if let name = node.scalar?.string, let example = Self.dataset(ofFile: name) {
                note("dataset is \(name.shown), a file; write it as \(example)", at: node.position)
                return nil
            }
            return word(node, path: "dataset", as: DatasetName.self).map { .named($0) }
        }
        if mapping.keys.contains(where: { $0.scalar?.string == "table" }) {
            return table(node, objective).map { .table($0) }
        }
        return files(node).map { .files($0) }
    }

    /// How a file is written as a data set, by its ending; nil for other words.
    private static func dataset(ofFile name: String) -> String? {
        let ending = name.lowercased().split(separator: ".").dropFirst().last.map(String.init)
        return switch ending {
        case "csv", "tsv", "txt": "{ table: \(name), target: COLUMN }"
        case "npy", "npz", "mat", "gz", "idx": "{ train: { values: \(name) } }"
        default: nil
        }
    }

    /// Notes a data set that the objective can't learn from.
    mutating func checkKind(_ dataset: DatasetReference?, _ fields: JobFields, _ kind: NetworkKind?)
    {
        guard kind?.predictsNumbers == true, let dataset, dataset.table == nil else { return }
        note(
            "dataset is \(dataset); expected a table (table: FILE.csv), whose target a regression "
                + "predicts", at: fields.values["dataset"]?.position ?? fields.position)
    }

    /// Looks up a file by its path in the job file.
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
        /// The resolved path on this machine.
        var path: String
        var position: Position

        var sampleCount: Int { found.dimensions.first ?? 0 }
        /// The file, the variable and the extents in the file's order: `x.mat (X) has dimensions
        /// 8×8×40`.
        var extentsText: String {
            path + (found.variable.map { " (\($0.shown))" } ?? "") + " has dimensions "
                + JobReader.shown(found.ownDimensions)
        }

        /// The number of values per sample; nil on overflow or an empty dimension.
        static func sampleSize(_ dimensions: [Int]) -> Int? {
            dimensions.dropFirst().reduce(1 as Int?) { product, extent in
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
        let orientation = optional(fields, "orientation", default: nil as Orientation?) {
            $0.word($1, path: $2, as: Orientation.self).map { .some($0) }
        }
        guard mistakes.count == before, var training, var test, let given, let range, let classes,
            let orientation
        else { return nil }
        settle(&training.values, shape: given, labels: training.labels, "dataset.train")
        guard let shape = given ?? shape(of: training.values) else { return nil }
        if var samples = test {
            settle(&samples.values, shape: shape, labels: samples.labels, "dataset.test")
            test = samples
        }
        for (name, samples) in [("dataset.train", training)]
            + (test.map { [("dataset.test", $0)] } ?? [])
        {
            checkSize(samples, shape, name)
            if mistakes.count == before { look(into: samples, shape, range, name) }
        }
        if range == nil { checkElements() } else { countBytesAsFloats() }
        checkOrientation(orientation, shape, fields)
        guard mistakes.count == before else { return nil }
        return FileDataset(
            sampleShape: shape, training: training.samples, test: test?.samples, range: range,
            classCount: classes, orientation: orientation == .upright ? nil : orientation)
    }

    /// Refuses test samples that are stored in another way than the training samples.
    ///
    /// Bytes stand for 0 to 1 and other numbers for themselves, so equal values of the two would
    /// mean different ones. A range says what all of them mean.
    private mutating func checkElements() {
        func found(_ name: String) -> (facts: SampleFacts, position: Position)? {
            sampleFacts.first { $0.name == name }.map { ($0.facts, $0.position) }
        }
        guard let training = found("dataset.train.values"),
            let test = found("dataset.test.values"),
            training.facts.areBytes != test.facts.areBytes
        else { return }
        func words(_ facts: SampleFacts) -> String {
            facts.areBytes ? "bytes, which stand for 0 to 1" : "numbers of more than a byte"
        }
        note(
            "dataset.test.values are \(words(test.facts)), and dataset.train.values are "
                + "\(words(training.facts)); expected the same of both: save them as one type, "
                + "such as float32", at: test.position)
    }

    /// Counts the memory of bytes that become floats, because the test or the training samples are
    /// floats.
    private mutating func countBytesAsFloats() {
        let own = sampleFacts.indices.filter { sampleFacts[$0].name.hasSuffix(".values") }
        guard Set(own.map { sampleFacts[$0].facts.areBytes }).count > 1 else { return }
        for place in own where sampleFacts[place].facts.areBytes {
            sampleFacts[place].facts.byteCount *= MemoryLayout<Float>.size
        }
    }

    /// Refuses an orientation for images that aren't square, because rotation changes their shape.
    private mutating func checkOrientation(
        _ orientation: Orientation?, _ shape: [Int], _ fields: JobFields
    ) {
        guard let orientation, orientation != .upright, let node = fields["orientation"],
            shape.count != 3 || shape[1] != shape[2]
        else { return }
        note(
            "dataset.orientation is \(orientation.rawValue), and samples are "
                + "\(Self.shown(shape)); expected square images, or no orientation",
            at: node.position)
    }

    /// Chooses the axis that counts the samples: first by the shape, then by the number of labels.
    ///
    /// If both axes fit, it takes the first reading and warns.
    private mutating func settle(
        _ values: inout LocatedArray, shape: [Int]?, labels: LocatedArray?, _ name: String
    ) {
        guard let other = values.found.otherDimensions else { return }
        var fitting = [values.found.dimensions, other]
        func keep(_ isFitting: ([Int]) -> Bool) {
            let kept = fitting.filter(isFitting)
            if !kept.isEmpty { fitting = kept }
        }
        if let shape {
            let size = LocatedArray.sampleSize([1] + shape)
            keep { size != nil && LocatedArray.sampleSize($0) == size }
        }
        if let labels { keep { $0.first == labels.sampleCount } }
        values.found.dimensions = fitting[0]
        guard fitting.count > 1 else { return }
        warn(
            "\(name).values could count its samples by its first index or by its last: "
                + "what is read is \(fitting[0][0], "sample") of "
                + "\(Self.shown(Array(fitting[0][1...]))); "
                + (shape == nil ? "give a shape, or labels" : "give labels")
                + ", or save the samples first as .npy",
            at: .file(file, values.position))
    }

    /// Reads labels and samples in the same way as the workers.
    private mutating func look(
        into samples: LocatedSamples, _ shape: [Int], _ range: FileDataset.Range?, _ name: String
    ) {
        if let labels = samples.labels {
            do {
                if let facts = try environment.labels(labels.path, labels.found.variable) {
                    labelFacts.append((name + ".labels", facts, labels.position))
                }
            } catch {
                note("\(name).labels: \("\(error)".onOneLine)", at: labels.position)
            }
        }
        let values = samples.values
        do {
            let question = SampleQuestion(
                path: values.path, variable: values.found.variable, shape: shape, range: range,
                labelCount: samples.labels?.sampleCount)
            guard let facts = try environment.samples(question) else { return }
            let training = sampleFacts.first { $0.name == "dataset.train.values" }?.facts
            sampleFacts.append((name + ".values", facts, values.position))
            guard !refuseLarge(facts, name, values.position),
                !(training.map { warnOfScale(facts, besides: $0, name, values.position) } ?? false)
            else { return }
            warnAboutRange(facts, range, isBytes: values.found.isBytes, name, values.position)
        } catch {
            note("\(name).values: \("\(error)".onOneLine)", at: values.position)
        }
    }

    /// Infers the sample shape from an array: images of one channel, images, or vectors.
    private mutating func shape(of values: LocatedArray) -> [Int]? {
        let extents = Array(values.found.dimensions.dropFirst())
        switch extents.count {
        case 1: return extents
        case 3:
            warnAboutChannels(values)
            return extents
        case 2: return [1] + extents
        default:
            note(
                "dataset.train.values: \(values.extentsText), which tells no sample's shape; "
                    + "expected dataset.shape, such as [1, 28, 28]",
                at: values.position)
            return nil
        }
    }

    /// Warns of images that probably have their channels last.
    private mutating func warnAboutChannels(_ values: LocatedArray) {
        let dimensions = values.found.dimensions
        let counts = [1, 3, 4]
        let (first, last) = (dimensions[1], dimensions[3])
        guard counts.contains(last), !counts.contains(first) else { return }
        warn(
            "dataset.train.values: \(values.extentsText), which are read as images of "
                + "\(first, "channel") and \(dimensions[2])×\(last) pixels; if the channels come "
                + "last, write shape: [\(last), \(first), \(dimensions[2])]",
            at: .file(file, values.position))
    }

    private mutating func checkSize(_ samples: LocatedSamples, _ shape: [Int], _ name: String) {
        let values = samples.values
        let extents = values.found.dimensions
        if extents.contains(0) {
            note(
                "\(name).values: \(values.extentsText), of which one is 0, so it is empty; "
                    + "expected one sample at least", at: values.position)
            return
        }
        let size = LocatedArray.sampleSize([1] + shape)
        guard let size, LocatedArray.sampleSize(values.found.dimensions) == size,
            values.sampleCount > 0
        else {
            let count = size.map { ", \($0, "value") each" } ?? ""
            note(
                "\(name).values: \(values.extentsText); expected samples of "
                    + "\(Self.shown(shape))\(count)", at: values.position)
            return
        }
        guard let labels = samples.labels else { return }
        let labelExtents = labels.found.dimensions
        guard LocatedArray.sampleSize(labelExtents) == 1, labels.sampleCount == values.sampleCount
        else {
            let isOneHot =
                labelExtents.count == 2 && labelExtents[0] == values.sampleCount
                && (2...256).contains(labelExtents[1])
            note(
                "\(name).labels: \(labels.extentsText); expected "
                    + "\(values.sampleCount, "label"), one for each sample"
                    + (isOneHot
                        ? ": if they are one-hot, save labels.argmax(axis=1), in MATLAB "
                            + "[~, y] = max(Y, [], 2); y = y - 1" : ""),
                at: labels.position)
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
            let place = JobEnvironment.resolve(name, besides: file)
            let found = try environment.array(place, variable)
            guard !found.dimensions.isEmpty else {
                note(
                    "\(path): \(place) is a single number without dimensions; expected an array "
                        + "whose first dimension counts the samples", at: node.position)
                return nil
            }
            return LocatedArray(found: found, path: place, position: node.position)
        } catch {
            note("\(path): \("\(error)".onOneLine)", at: node.position)
            return nil
        }
    }

    /// A shape: channels, height and width; or a length.
    private mutating func shape(_ node: Node, path: String) -> [Int]? {
        guard let elements = elements(node, path: path, of: "extents") else { return nil }
        let extents = elements.enumerated().compactMap {
            int($0.element, path: "\(path)[\($0.offset + 1)]", in: 1...65_536)
        }
        guard extents.count == elements.count else { return nil }
        let isCounted = extents.reduce(1.0) { $0 * Double($1) } <= Double(1 << 24)
        guard extents.count == 1 || extents.count == 3, isCounted else {
            let found = extents.isEmpty ? "empty" : Self.shown(extents)
            note(
                "\(path) is \(found); expected channels, height and width, or a "
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

    static func shown(_ extents: [Int]) -> String {
        extents.map { "\($0)" }.joined(separator: "×")
    }

    /// Checks that the samples satisfy the objective and the split.
    mutating func checkSamples(_ fields: JobFields, _ job: NetworkJob) {
        let split = job.split
        guard let entry = fields.values["dataset"] else { return }
        checkSplit(fields, split, at: entry.position)
        if split.validation == .testSet, job.dataset.hasNoTest {
            note(
                "dataset has no test samples, which 'validation: test-set' validates on",
                at: entry.position)
        }
        guard job.objective.predictsClasses, case .files(let files) = job.dataset else { return }
        for (name, samples) in [
            ("train", files.training as FileDataset.Samples?), ("test", files.test),
        ] {
            guard let samples, samples.labels == nil else { continue }
            note(
                "dataset.\(name) has no labels, and a classifier learns them; expected labels: "
                    + "FILE beside its values, or another objective, such as autoencoder",
                at: entry.value.position(ofKey: name) ?? entry.position)
        }
    }

    /// Notes a split that leaves no samples for training, or none for validation.
    private mutating func checkSplit(
        _ fields: JobFields, _ split: Split, at position: Position
    ) {
        guard split.validation == .holdOut,
            let count = sampleFacts.first(where: { $0.name == "dataset.train.values" })?.facts.count
        else { return }
        let heldOut = split.heldOut(of: count)
        guard heldOut < 1 || heldOut >= count else { return }
        note(
            "split.validation_fraction \(Self.shown(split.validationFraction)) of "
                + "\(count, "training sample") holds out \(heldOut); expected one at least to "
                + "validate on, and one to train on",
            at: fields["split"]?.position ?? position)
    }

    /// Notes labels that a classifier has no output for.
    ///
    /// - Parameter outputs: the smallest number of outputs in any configuration.
    mutating func checkLabels(outputs: Int) {
        for (name, facts, position) in labelFacts {
            guard facts.highest >= outputs else {
                if facts.lowest == facts.highest, name == "dataset.train.labels" {
                    warn(
                        "\(name) are all \(facts.lowest): there is nothing to learn",
                        at: .file(file, position))
                } else if facts.lowest > 0, name == "dataset.train.labels" {
                    warn(
                        "\(name) are \(facts.lowest) to \(facts.highest): the classes below "
                            + "\(facts.lowest) never occur", at: .file(file, position))
                }
                continue
            }
            let isShifted = facts.lowest > 0 && facts.highest - facts.lowest < outputs
            note(
                "\(name) are \(facts.lowest) to \(facts.highest); the classifier has \(outputs) "
                    + "outputs, for labels 0 to \(outputs - 1): "
                    + (isShifted
                        ? "subtract \(facts.lowest) from the labels"
                        : "give it \(facts.highest + 1) outputs, or change the labels"),
                at: position)
        }
    }
}

extension String {
    /// The text with control characters replaced by spaces, because a message is one line.
    var onOneLine: String {
        String(
            unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }
}
