import Portable
package import StudyModel

/// The training and the test samples of a data set.
package struct ImageDataset: Sendable {
    package let training: ImageSet
    /// Empty if the data set has no test part.
    package let test: ImageSet
    /// Nil for a data set made in memory or read from files.
    package let name: DatasetName?
    /// How a table's rows were encoded.
    package let encoding: TableEncoding?

    package init(
        training: ImageSet, test: ImageSet, name: DatasetName? = nil,
        encoding: TableEncoding? = nil
    ) {
        self.training = training
        self.test = test
        self.name = name
        self.encoding = encoding
    }

    /// Reads a data set from files.
    ///
    /// - Parameters:
    ///   - files: arrays by file and variable. Values of `range` are mapped to 0…1; without a
    ///     range, bytes 0…255 are mapped to 0…1 and other values are unchanged.
    ///   - path: the path of a file on this machine.
    /// - Throws: `unusable`, with path and variable, if an array differs from the job file.
    package init(
        _ files: FileDataset, path: (InputFile) throws(DatasetError) -> String
    ) throws(DatasetError) {
        if let range = files.range, !(range.low < range.high) {
            throw .unusable(
                place: files.training.values.file.path,
                found: "the range \(range.low) to \(range.high)",
                expected: "a lowest and a higher highest value")
        }
        let range = files.range.map { $0.low...$0.high }
        func load(_ samples: FileDataset.Samples) throws(DatasetError) -> ImageSet {
            do throws(DatasetError) {
                let set = try ImageSet(
                    values: try path(samples.values.file), variable: samples.values.variable,
                    labels: try samples.labels.map { labels throws(DatasetError) in
                        (try path(labels.file), labels.variable)
                    }, sampleShape: files.sampleShape, range: range)
                guard let orientation = files.orientation else { return set }
                guard let upright = set.upright(from: orientation) else {
                    throw DatasetError.unusable(
                        place: samples.values.file.path,
                        found: "samples of \(Extents.text(files.sampleShape))",
                        expected: "square images, which alone have an orientation")
                }
                return upright
            } catch {
                // A worker stores the files under digests; errors must show the job's names.
                var error = error
                for file in [samples.values.file, samples.labels?.file].compactMap({ $0 }) {
                    if let own = try? path(file) { error = error.naming(file.path, for: own) }
                }
                throw error
            }
        }
        let training = try load(files.training)
        let test =
            try files.test.map(load)
            ?? ImageSet(
                count: 0, sampleShape: files.sampleShape, element: training.element,
                values: SharedBytes(copying: []))
        guard test.element == training.element || range != nil else {
            throw .unusable(
                place: files.test?.values.file.path ?? "", found: "test samples of another type",
                expected: "bytes as well as the training samples, or neither")
        }
        // The range gives both the same meaning; a network reads them as one type.
        let areMixed = test.element != training.element
        self.init(
            training: areMixed ? training.asFloats : training,
            test: areMixed ? test.asFloats : test)
    }
}

extension ImageSet {
    /// Reads samples, and labels if there are any, from array files.
    ///
    /// - Parameters:
    ///   - values: the path of an array of samples of `sampleShape`.
    ///   - labels: the path and the variable of the labels, one integer from 0 to 255 per sample.
    ///   - labelCount: the number of labels, if they aren't read here.
    ///   - asker: whether errors refer to a job file or to the command line.
    package convenience init(
        values path: String, variable: String? = nil, labels: (path: String, variable: String?)?,
        labelCount: Int? = nil, sampleShape: [Int], range: ClosedRange<Double>? = nil,
        asker: SelectionSource = .jobFile
    ) throws(DatasetError) {
        let file = try ArrayFile(path: path)
        let labelBytes = try labels.map { (labels) throws(DatasetError) in
            try LabelArray.load(labels.path, variable: labels.variable, asker: asker)
        }
        let labelCount = labelBytes?.count ?? labelCount
        let wanted = "one with samples of \(Extents.text(sampleShape)), \(asker.naming)"
        let chosen = try file.choose(variable, wanted: wanted, naming: asker.naming) {
            let layouts = SampleLayout.candidates(
                dimensions: $0.dimensions, sampleShape: sampleShape, format: file.format)
            return layouts.contains { labelCount == nil || $0.count == labelCount }
        }
        let place = file.place(of: chosen)
        let layout: SampleLayout
        do {
            layout = try SampleLayout.of(
                dimensions: chosen.dimensions, sampleShape: sampleShape,
                labelCount: labelCount, format: file.format, asker: asker)
        } catch {
            throw .unusable(place: place, found: error.found, expected: error.expected)
        }
        guard layout.count > 0, sampleShape.allSatisfy({ $0 > 0 }) else {
            throw .unusable(place: place, found: "no samples", expected: "one at least")
        }
        guard layout.count <= ImageSet.largestCount else {
            throw .unusable(
                place: place, found: "\(layout.count, "sample")",
                expected: "at most \(ImageSet.largestCount)")
        }
        if let labels, let labelBytes, labelBytes.count != layout.count {
            throw .unusable(
                place: labels.path, found: "\(labelBytes.count, "label")",
                expected: "\(layout.count), as many as \(place) has samples")
        }
        let array = try file.load(chosen).permuted(layout.axes)
        let labelStorage = labelBytes.map { SharedBytes(copying: $0) }
        if array.isOfBytes(range: range) {
            let bytes = try array.byteValues()
            self.init(
                count: layout.count, sampleShape: sampleShape, element: .bytes,
                values: bytes.storage, start: bytes.offset, labels: labelStorage)
            return
        }
        self.init(
            count: layout.count, sampleShape: sampleShape, element: .floats,
            values: try array.floatValues(range: range), labels: labelStorage)
        if let index = floats.firstIndex(where: { !$0.isFinite }) {
            let value = array.value(at: index)
            let mapped = range == nil ? "is" : "the range maps"
            throw .unusable(
                place: place,
                found: "\(value.messageText) in sample \(index / sampleSize) (counted from 0)"
                    + (value.isFinite ? ", which \(mapped) beyond 32-bit floats" : ""),
                expected: "finite numbers that a 32-bit float can hold")
        }
    }
}

extension StoredArray {
    /// Whether the values stay bytes: bytes 0…255 for 0…1, and booleans, which become 0 and 255.
    fileprivate func isOfBytes(range: ClosedRange<Double>?) -> Bool {
        switch element {
        case .uint8: range == nil || range == 0...255
        case .bool: range == nil || range == 0...1
        default: false
        }
    }
}

/// Labels: a list of integers, one per sample.
enum LabelArray {
    /// The largest label, because a label is a byte.
    static let largestLabel = 255

    static func load(
        _ path: String, variable: String?, asker: SelectionSource = .jobFile
    ) throws(DatasetError) -> [UInt8] {
        let file = try ArrayFile(path: path)
        let chosen = try file.choose(
            variable, wanted: "one with a label for each sample (N, N x 1 or 1 x N)",
            naming: asker.labelNaming, fits: { isList($0.dimensions) })
        let place = file.place(of: chosen)
        guard isList(chosen.dimensions) else {
            let extents = chosen.dimensions
            let isOneHot =
                extents.count == 2 && (2...largestLabel + 1).contains(extents.min() ?? 0)
            throw .unusable(
                place: place,
                found: "labels of \(Extents.text(extents))"
                    + (isOneHot ? " (one-hot?)" : ""),
                expected: "one whole number a sample (N, N x 1 or 1 x N)"
                    + (isOneHot
                        ? "; numpy.argmax(labels, axis=1) or MATLAB's [~, y] = max(Y, [], 2) "
                            + "makes them" : ""))
        }
        let numbers = try file.load(chosen).doubleValues()
        if let index = numbers.firstIndex(where: {
            !($0 >= 0 && $0 <= Double(largestLabel) && $0 == $0.rounded())
        }) {
            throw .unusable(
                place: place,
                found: "the label \(numbers[index].shortText) of sample \(index) "
                    + "(counted from 0)",
                expected: "whole numbers from 0 to \(largestLabel)" + advice(numbers))
        }
        return numbers.map { UInt8($0) }
    }

    /// How labels that are whole numbers become labels from 0, or nothing for others.
    private static func advice(_ numbers: [Double]) -> String {
        guard let low = numbers.min(), let high = numbers.max(),
            numbers.allSatisfy({ $0 == $0.rounded() })
        else { return "" }
        if low == -1, high == 1, !numbers.contains(0) {
            return ": write 0 in place of -1, in Python (y > 0).astype('uint8'), in MATLAB "
                + "uint8(y > 0)"
        }
        guard high - low <= Double(largestLabel) else { return "" }
        return low < 0
            ? ": add \((-low).shortText) to all labels"
            : ": subtract \(low.shortText) from all labels"
    }

    /// Whether at most one extent differs from 1: N, N x 1, 1 x N and so on.
    static func isList(_ dimensions: [Int]) -> Bool {
        !dimensions.isEmpty && dimensions.count { $0 != 1 } <= 1
    }
}
