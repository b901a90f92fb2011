package import StudyModel

extension Orientation {
    /// The position in the original of the value at (row, column) of the reoriented square image.
    func source(row: Int, column: Int, size: Int) -> (row: Int, column: Int) {
        let last = size - 1
        return switch self {
        case .upright: (row, column)
        case .rotated90: (last - column, row)
        case .rotated180: (last - row, last - column)
        case .rotated270: (column, last - row)
        case .flippedHorizontally: (row, last - column)
        case .flippedVertically: (last - row, column)
        case .transposed: (column, row)
        case .antitransposed: (last - column, last - row)
        }
    }

    /// The inverse transformation.
    package var inverse: Orientation {
        switch self {
        case .rotated90: .rotated270
        case .rotated270: .rotated90
        default: self
        }
    }

    /// The composition: this transformation, then `next`.
    package func then(_ next: Orientation) -> Orientation {
        // Three corners of a 2 x 2 image distinguish all eight orientations.
        func image(_ place: (row: Int, column: Int)) -> (row: Int, column: Int) {
            let middle = next.source(row: place.row, column: place.column, size: 2)
            return source(row: middle.row, column: middle.column, size: 2)
        }
        return Orientation.allCases.first { candidate in
            [(0, 0), (0, 1), (1, 0)].allSatisfy { place in
                candidate.source(row: place.0, column: place.1, size: 2) == image(place)
            }
        }!
    }
}

extension ImageSet {
    /// Reorients images from this orientation to upright; makes no copy if they are upright.
    ///
    /// - Returns: nil if the samples are not square images.
    package func upright(from orientation: Orientation) -> ImageSet? {
        orientation == .upright ? self : laid(orientation.inverse)
    }

    /// A copy with every channel of every image in another orientation.
    ///
    /// - Returns: nil if the samples are not square images.
    package func laid(_ orientation: Orientation) -> ImageSet? {
        guard sampleShape.count == 3, height == width else { return nil }
        let size = height
        let places = (0..<size * size).map { place in
            let source = orientation.source(row: place / size, column: place % size, size: size)
            return source.row * size + source.column
        }
        let width = element.byteCount
        let laid = SharedBytes(count: values.count) { target in
            for image in stride(from: 0, to: values.count, by: size * size * width) {
                for (place, source) in places.enumerated() {
                    for byte in 0..<width {
                        target[image + place * width + byte] =
                            values[image + source * width + byte]
                    }
                }
            }
        }
        return ImageSet(
            count: count, sampleShape: sampleShape, element: element, values: laid,
            labels: hasLabels ? SharedBytes(copying: Array(labels)) : nil)
    }
}
