package import StudyModel

/// Labelled images as bytes, mapped or copied once and shared by all who train on them.
///
/// The pointers are valid as long as someone holds the set. The compiler may let go of an object
/// after its last mention, so code that keeps a pointer must keep the set beside it in a stored
/// property, or wrap the use in `withExtendedLifetime`.
///
/// `@unchecked Sendable` because the raw pointers lead into `SharedBytes`, which never change and
/// live as long as the set.
package final class ImageSet: @unchecked Sendable {
    package let count: Int
    package let height: Int
    package let width: Int
    package let channels: Int
    /// count x channels x height x width bytes, sample-major; valid while the set lives.
    package let pixels: UnsafeRawBufferPointer
    /// One byte a sample; valid while the set lives.
    package let labels: UnsafeRawBufferPointer

    private let storage: [SharedBytes]

    /// A set in memory, with channels x height x width pixels for every label.
    package init(height: Int, width: Int, channels: Int = 1, pixels: [UInt8], labels: [UInt8]) {
        let perSample = height * width * channels
        precondition(
            perSample > 0 && pixels.count == labels.count * perSample,
            "ImageSet: \(pixels.count) pixels for \(labels.count) labels, "
                + "expected \(perSample) pixels a sample")
        count = labels.count
        self.height = height
        self.width = width
        self.channels = channels
        storage = [SharedBytes(copying: pixels), SharedBytes(copying: labels)]
        self.pixels = storage[0].bytes
        self.labels = storage[1].bytes
    }

    /// Maps an IDX file of images (count x height x width unsigned bytes) and one of labels.
    ///
    /// Throws `badFile`, by name, where a file is truncated, too long, of another kind, or where
    /// there isn't one label an image.
    package init(imagesPath: String, labelsPath: String) throws(DatasetError) {
        let images = try SharedBytes(mapping: imagesPath)
        let labels = try SharedBytes(mapping: labelsPath)
        let imageHeader = try IDXHeader(images.bytes, rank: 3, path: imagesPath)
        let labelHeader = try IDXHeader(labels.bytes, rank: 1, path: labelsPath)
        count = imageHeader.dimensions[0]
        height = imageHeader.dimensions[1]
        width = imageHeader.dimensions[2]
        channels = 1
        guard labelHeader.elementCount == count else {
            throw .badFile(
                path: labelsPath, found: "\(labelHeader.elementCount) labels",
                expected: "\(count), as many as \(imagesPath) has images")
        }
        storage = [images, labels]
        pixels = UnsafeRawBufferPointer(rebasing: images.bytes[imageHeader.byteCount...])
        self.labels = UnsafeRawBufferPointer(rebasing: labels.bytes[labelHeader.byteCount...])
    }

    /// The bytes of one sample: channels x height x width.
    package func sample(_ index: Int) -> UnsafeRawBufferPointer {
        let size = channels * height * width
        return UnsafeRawBufferPointer(rebasing: pixels[index * size..<(index + 1) * size])
    }
}

/// The training and the test images of a data set.
package struct ImageDataset: Sendable {
    package let training: ImageSet
    package let test: ImageSet
    /// Nil for a set that was made in memory.
    package let name: DatasetName?

    package init(training: ImageSet, test: ImageSet, name: DatasetName? = nil) {
        self.training = training
        self.test = test
        self.name = name
    }
}
