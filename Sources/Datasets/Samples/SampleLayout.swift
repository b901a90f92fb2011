/// The axes of an array that are the samples and their channels, rows and columns.
///
/// The samples are the first axis: N x H x W, N x C x H x W, N x H x W x C, or N x D for vectors
/// and for images whose pixels are flattened. In MATLAB files they are often the last axis: H x W x
/// N, H x W x C x N, D x N. The sample's shape and the number of labels determine the layout.
struct SampleLayout: Sendable, Hashable {
    var count: Int
    /// The array's axes in the storage order of samples: sample, channel, row, column.
    var axes: [Int]
    var isSamplesLast: Bool

    /// All layouts of samples of a shape that match an array, the likeliest first.
    static func candidates(
        dimensions: [Int], sampleShape: [Int], format: ArrayFormat
    ) -> [SampleLayout] {
        var found: [SampleLayout] = []
        for (form, order) in forms(sampleShape, format: format) {
            let rank = form.count
            if dimensions.count == rank + 1, Array(dimensions.dropFirst()) == form {
                found.append(
                    SampleLayout(
                        count: dimensions[0], axes: [0] + order.map { $0 + 1 },
                        isSamplesLast: false))
            }
            guard format == .matlab else { continue }
            if dimensions.count == rank + 1, Array(dimensions.dropLast()) == form {
                found.append(
                    SampleLayout(
                        count: dimensions[rank], axes: [rank] + order, isSamplesLast: true))
            }
        }
        // MATLAB omits a last extent of 1, so this is a single sample.
        if format == .matlab, found.isEmpty {
            for (form, order) in forms(sampleShape, format: format) where dimensions == form {
                return [SampleLayout(count: 1, axes: order, isSamplesLast: true)]
            }
        }
        return found
    }

    /// The possible extents of one sample in an array, and its axes' order as channel, row, column.
    private static func forms(
        _ shape: [Int], format: ArrayFormat
    ) -> [(extents: [Int], order: [Int])] {
        let size = shape.reduce(1, *)
        guard shape.count == 3 else {
            return [(shape, Array(shape.indices))] + (shape.count > 1 ? [([size], [0])] : [])
        }
        let (channels, height, width) = (shape[0], shape[1], shape[2])
        let first = (extents: shape, order: [0, 1, 2])
        let last = (extents: [height, width, channels], order: [2, 0, 1])
        var forms = format == .matlab ? [last, first] : [first, last]
        if channels == 1 { forms.insert((extents: [height, width], order: [0, 1]), at: 0) }
        return forms + [(extents: [size], order: [0])]
    }

    /// The layout that matches best.
    ///
    /// If both the first and the last axis could count the samples, the number of labels decides;
    /// without labels, the extents decide (`samplesFirst`).
    ///
    /// - Parameter labelCount: nil if there are no labels.
    static func of(
        dimensions: [Int], sampleShape: [Int], labelCount: Int?, format: ArrayFormat,
        asker: SelectionSource = .jobFile
    ) throws(FormatFailure) -> SampleLayout {
        var found = candidates(
            dimensions: dimensions, sampleShape: sampleShape, format: format)
        guard !found.isEmpty else {
            let shape = Extents.text(sampleShape)
            throw FormatFailure(
                dimensions.isEmpty
                    ? "a single number without dimensions"
                    : "an array of \(Extents.text(dimensions))",
                expected: "samples of \(shape): "
                    + examples(sampleShape, format: format).joined(separator: ", ")
                    + "; \(asker.reshaping)")
        }
        if let labelCount, found.contains(where: { $0.count == labelCount }) {
            found.removeAll { $0.count != labelCount }
        }
        let isLast = Self.isSamplesLast(dimensions, format: format)
        return found.first { $0.isSamplesLast == isLast } ?? found[0]
    }

    /// The accepted array shapes, as text.
    static func examples(_ shape: [Int], format: ArrayFormat) -> [String] {
        let forms = forms(shape, format: format).map { Extents.text($0.extents) }
        var seen: Set<String> = []
        return forms.flatMap { ["N x \($0)"] + (format == .matlab ? ["\($0) x N"] : []) }
            .filter { seen.insert($0).inserted }
    }

    /// The dimensions with the samples axis first, from the array's extents alone: for a job file
    /// that has no shape yet.
    ///
    /// A row or a column has one sample per element. In MATLAB arrays the last axis counts the
    /// samples if only the first two axes are a square image; the first axis does if only two later
    /// axes are one. Otherwise the longer of the first and the last axis counts them.
    static func samplesFirst(_ dimensions: [Int], format: ArrayFormat) -> [Int] {
        let long = dimensions.filter { $0 != 1 }
        if dimensions.count == 2, long.count <= 1 { return [long.first ?? 1] }
        guard isSamplesLast(dimensions, format: format), let last = dimensions.last else {
            return dimensions
        }
        return [last] + dimensions.dropLast()
    }

    /// The other reading of an array, which a shape or labels may select; nil if there is none.
    static func otherReading(_ dimensions: [Int], format: ArrayFormat) -> [Int]? {
        guard format == .matlab, dimensions.count > 1, let last = dimensions.last else {
            return nil
        }
        let usual = samplesFirst(dimensions, format: format)
        guard usual.count == dimensions.count else { return nil }
        let isLast = isSamplesLast(dimensions, format: format)
        return isLast ? dimensions : [last] + dimensions.dropLast()
    }

    /// Whether the last axis counts the samples, judged by the extents alone.
    private static func isSamplesLast(_ dimensions: [Int], format: ArrayFormat) -> Bool {
        guard format == .matlab, dimensions.count > 1, let last = dimensions.last else {
            return false
        }
        var isLast = last > dimensions[0]
        if dimensions.count > 2 {
            let startsSquare = dimensions[0] == dimensions[1]
            let isSquareLater = zip(dimensions.dropFirst(), dimensions.dropFirst(2)).contains {
                $0 == $1
            }
            if startsSquare != isSquareLater { isLast = startsSquare }
        }
        return isLast
    }
}
