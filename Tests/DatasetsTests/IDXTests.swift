import Testing

@testable import Datasets

@Suite("IDX files")
struct IDXTests {
    let directory = try! TemporaryDirectory()

    private func refusal(images: [UInt8], labels: [UInt8] = threeLabels) throws -> String {
        let imagesPath = try directory.write(images, to: "images")
        let labelsPath = try directory.write(labels, to: "labels")
        let error = datasetError { () throws(DatasetError) in
            _ = try ImageSet(imagesPath: imagesPath, labelsPath: labelsPath)
        }
        let text = try #require(error).description
        return text.replacingOccurrences(directory.path + "/", "")
    }

    @Test("A made pair of files is read pixel by pixel")
    func good() throws {
        let set = try ImageSet(
            imagesPath: directory.write(threeImages, to: "images"),
            labelsPath: directory.write(threeLabels, to: "labels"))
        #expect([set.count, set.channels, set.height, set.width] == [3, 1, 2, 2])
        #expect(set.pixels.elementsEqual(0..<12))
        #expect(set.labels.elementsEqual([7, 8, 9]))
        #expect(set.sample(1).elementsEqual(4..<8))
    }

    @Test("A set in memory has the same shape and bytes as a mapped one")
    func inMemory() {
        let set = ImageSet(height: 2, width: 3, pixels: [UInt8](0..<12), labels: [1, 0])
        #expect([set.count, set.channels, set.height, set.width] == [2, 1, 2, 3])
        #expect(set.sample(1).elementsEqual(6..<12))
        #expect(set.labels.elementsEqual([1, 0]))
        withExtendedLifetime(set) {}
    }

    @Test("Every truncation of a file is refused by name")
    func truncated() throws {
        for count in 1..<threeImages.count {
            let text = try refusal(images: Array(threeImages.prefix(count)))
            #expect(text.hasPrefix("images: found "), "\(count) bytes")
        }
        #expect(
            try refusal(images: threeImages.dropLast())
                == "images: found 11 bytes after the header "
                + "(truncated), expected 12, for 3 x 2 x 2; "
                + "remove the file and fetch the data set again")
    }

    @Test("An oversized file is refused by name")
    func oversized() throws {
        let text = try refusal(images: threeImages + [0])
        #expect(text.contains("images: found 13 bytes after the header (oversized)"))
    }

    @Test("An empty file and one that isn't there are refused by name")
    func emptyOrAbsent() throws {
        #expect(try refusal(images: []).hasPrefix("images: found an empty file"))
        let error = datasetError { () throws(DatasetError) in
            _ = try ImageSet(imagesPath: "/nowhere/images", labelsPath: "/nowhere/labels")
        }
        #expect(
            error
                == .system(
                    path: "/nowhere/images", action: "open", reason: "No such file or directory"))
    }

    @Test("Labels in the place of images, and other element types, are refused by their magic")
    func wrongKind() throws {
        #expect(
            try refusal(images: threeLabels + [0, 0, 0, 0, 0]).contains(
                "images: found the magic number 0x00000801, "
                    + "expected 0x00000803 (unsigned bytes in 3 dimensions)"))
        #expect(
            try refusal(images: threeImages, labels: threeImages).contains(
                "labels: found the magic number 0x00000803, "
                    + "expected 0x00000801 (unsigned bytes in 1 dimension)"))
        var floats = threeImages
        floats[2] = 0x0D
        #expect(try refusal(images: floats).contains("0x00000d03"))
    }

    @Test("Dimensions of zero, and those whose product overflows, are refused")
    func dimensions() throws {
        let empty = IDXHeader.bytes(dimensions: [3, 0, 2])
        #expect(try refusal(images: empty).contains("the dimensions 3 x 0 x 2"))
        let vast = IDXHeader.bytes(dimensions: Array(repeating: Int(UInt32.max), count: 3))
        #expect(try refusal(images: vast).contains("expected less than 1 TB"))
    }

    @Test("One label an image is asked for")
    func countMismatch() throws {
        let labels = IDXHeader.bytes(dimensions: [2]) + [1, 2]
        let text = try refusal(images: threeImages, labels: labels)
        #expect(text.hasPrefix("labels: found 2 labels, expected 3, as many as images has images"))
    }
}

extension String {
    func replacingOccurrences(_ target: String, _ replacement: String) -> String {
        split(separator: target, omittingEmptySubsequences: false).joined(separator: replacement)
    }
}
