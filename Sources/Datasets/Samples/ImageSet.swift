import Portable

/// Samples as bytes or floats, with optional labels, in memory shared by all trainings.
///
/// The pointers are valid as long as the set is retained. The compiler may release an object after
/// its last use. Code that keeps a pointer must therefore retain the set in a stored property, or
/// use `withExtendedLifetime`.
///
/// `@unchecked Sendable` because the raw pointers point into `SharedBytes`, which never change and
/// live as long as the set.
package final class ImageSet: @unchecked Sendable {
    /// The type of a sample's values.
    package enum Element: Sendable, Hashable {
        /// 0…255, which represent 0…1.
        case bytes
        /// 32-bit floats in native byte order, used unchanged.
        case floats

        package var byteCount: Int { self == .bytes ? 1 : 4 }
    }

    /// Sample indices have 32 bits.
    package static let largestCount = Int(Int32.max)

    package let count: Int
    /// Channels, height and width; or only the length of a vector.
    package let sampleShape: [Int]
    package let element: Element
    /// All values, sample after sample: channels x height x width each; valid while the set lives.
    package let values: UnsafeRawBufferPointer
    /// One byte per sample, or empty without labels; valid while the set lives.
    package let labels: UnsafeRawBufferPointer
    /// One more than the highest label; 0 without labels.
    package let classCount: Int
    /// The numbers to predict, `targetCount` per sample; valid while the set lives.
    package let targets: UnsafeBufferPointer<Float>
    package let targetCount: Int

    private let storage: [SharedBytes]

    /// A set of samples in memory, one after another.
    ///
    /// `start` and `labelsStart` are the byte offsets of the first sample and label.
    init(
        count: Int, sampleShape: [Int], element: Element, values: SharedBytes, start: Int = 0,
        labels: SharedBytes? = nil, labelsStart: Int = 0, targets: SharedBytes? = nil,
        targetCount: Int = 0
    ) {
        let byteCount = count * sampleShape.reduce(1, *) * element.byteCount
        self.count = count
        self.sampleShape = sampleShape
        self.element = element
        self.values = UnsafeRawBufferPointer(rebasing: values.bytes[start..<start + byteCount])
        self.labels = UnsafeRawBufferPointer(
            rebasing: labels?.bytes[labelsStart..<labelsStart + count] ?? values.bytes[..<0])
        classCount = self.labels.max().map { Int($0) + 1 } ?? 0
        let targetBytes = targets?.bytes ?? UnsafeRawBufferPointer(rebasing: values.bytes[..<0])
        self.targets = targetBytes.bindMemory(to: Float.self)
        self.targetCount = targetCount
        storage = [values, labels, targets].compactMap { $0 }
    }

    /// A set in memory with channels x height x width pixels per label.
    package convenience init(
        height: Int, width: Int, channels: Int = 1, pixels: [UInt8], labels: [UInt8]
    ) {
        let perSample = height * width * channels
        precondition(
            perSample > 0 && pixels.count == labels.count * perSample,
            "ImageSet: \(pixels.count) pixels for \(labels.count) labels, "
                + "expected \(perSample) pixels a sample")
        self.init(
            count: labels.count, sampleShape: [channels, height, width], element: .bytes,
            values: SharedBytes(copying: pixels), labels: SharedBytes(copying: labels))
    }

    /// A set of floats in memory, with or without labels or targets.
    package convenience init(
        sampleShape: [Int], floats: [Float], labels: [UInt8] = [], targets: [Float] = [],
        targetCount: Int = 0
    ) {
        let perSample = sampleShape.reduce(1, *)
        let count = floats.count / max(perSample, 1)
        precondition(
            count * perSample == floats.count && (labels.isEmpty || labels.count == count)
                && targets.count == count * targetCount,
            "ImageSet: \(floats.count) floats, \(labels.count) labels and \(targets.count) "
                + "targets for samples of \(sampleShape)")
        let bytes = floats.withUnsafeBytes { Array($0) }
        self.init(
            count: count, sampleShape: sampleShape, element: .floats,
            values: SharedBytes(copying: bytes),
            labels: labels.isEmpty ? nil : SharedBytes(copying: labels),
            targets: targets.isEmpty
                ? nil : SharedBytes(copying: targets.withUnsafeBytes { Array($0) }),
            targetCount: targetCount)
    }

    /// Maps an IDX file of images (count x height x width unsigned bytes) and one of labels.
    ///
    /// Throws `badFile`, with the path, if a file is truncated, too long or of another format, or
    /// if the number of labels differs from that of images.
    package convenience init(
        imagesPath: String, labelsPath: String
    ) throws(DatasetError) {
        let images = try SharedBytes(mapping: imagesPath)
        let labels = try SharedBytes(mapping: labelsPath)
        let imageHeader = try IDXHeader(images.bytes, rank: 3, path: imagesPath)
        let labelHeader = try IDXHeader(labels.bytes, rank: 1, path: labelsPath)
        let count = imageHeader.dimensions[0]
        guard labelHeader.elementCount == count else {
            throw .badFile(
                path: labelsPath, found: "\(labelHeader.elementCount, "label")",
                expected: "\(count), as many as \(imagesPath) has images")
        }
        self.init(
            count: count, sampleShape: [1] + imageHeader.dimensions.dropFirst(),
            element: .bytes, values: images, start: imageHeader.byteCount, labels: labels,
            labelsStart: labelHeader.byteCount)
    }

    /// 1 for vectors, which have no channels.
    package var channels: Int { sampleShape.count == 3 ? sampleShape[0] : 1 }
    package var height: Int { sampleShape.count == 3 ? sampleShape[1] : 1 }
    /// The length of vectors.
    package var width: Int { sampleShape[sampleShape.count - 1] }
    /// The number of values per sample.
    package var sampleSize: Int { sampleShape.reduce(1, *) }
    package var hasLabels: Bool { !labels.isEmpty }

    /// The bytes of all samples; the set must have bytes.
    package var pixels: UnsafeRawBufferPointer {
        precondition(element == .bytes, "pixels of a set of floats, \(sampleShape)")
        return values
    }

    /// The floats of all samples; the set must have floats.
    package var floats: UnsafeBufferPointer<Float> {
        precondition(element == .floats, "floats of a set of bytes, \(sampleShape)")
        return values.bindMemory(to: Float.self)
    }

    /// The raw values of one sample: channels x height x width.
    package func sample(_ index: Int) -> UnsafeRawBufferPointer {
        let size = sampleSize * element.byteCount
        return UnsafeRawBufferPointer(rebasing: values[index * size..<(index + 1) * size])
    }
}
