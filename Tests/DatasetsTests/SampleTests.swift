import Foundation
import Portable
import StudyModel
import Testing

@testable import Datasets

@Suite("Samples from files of arrays")
struct SampleTests {
    private let directory = try! TemporaryDirectory()

    /// A .npy file of bytes 0, 1, 2, ….
    private func npy(_ dimensions: [Int], _ name: String, descr: String = "|u1") throws -> String {
        let count = dimensions.reduce(1, *)
        return try directory.write(
            NumPyHeader.bytes(descr: descr, dimensions: dimensions)
                + (0..<count).map { UInt8(truncatingIfNeeded: $0) }, to: name)
    }

    private func npy(_ floats: [Float], _ dimensions: [Int], _ name: String) throws -> String {
        try directory.write(
            NumPyHeader.bytes(descr: "<f4", dimensions: dimensions)
                + floats.withUnsafeBytes { Array($0) }, to: name)
    }

    private func refusal(_ work: () throws -> ImageSet) throws -> String {
        let error = #expect(throws: DatasetError.self) { try work() }
        return try #require(error).description.replacingOccurrences(directory.path + "/", "")
    }

    @Test("Images, images with channels, and rows of pixels are the same samples")
    func shapes() throws {
        for (dimensions, shape) in [
            ([3, 2, 4], [1, 2, 4]), ([3, 1, 2, 4], [1, 2, 4]), ([3, 2, 4, 1], [1, 2, 4]),
            ([3, 8], [1, 2, 4]), ([3, 8], [8]), ([3, 2, 2, 2], [2, 2, 2]),
        ] {
            let set = try ImageSet(
                values: npy(dimensions, "x.npy"), labels: nil, sampleShape: shape)
            #expect(set.count == 3 && set.sampleShape == shape && set.element == .bytes)
            #expect(set.pixels.elementsEqual(0..<24), "\(dimensions) as \(shape)")
            #expect(!set.hasLabels && set.classCount == 0)
            withExtendedLifetime(set) {}
        }
    }

    @Test("Channels that come last are put first where the shape says so")
    func channelsLast() throws {
        // N x H x W x C: 2 images of 2 x 4 pixels with 3 channels.
        let set = try ImageSet(
            values: npy([2, 2, 4, 3], "x.npy"), labels: nil, sampleShape: [3, 2, 4])
        for sample in 0..<2 {
            for channel in 0..<3 {
                for pixel in 0..<8 {
                    #expect(
                        set.sample(sample)[channel * 8 + pixel]
                            == UInt8(sample * 24 + pixel * 3 + channel))
                }
            }
        }
    }

    @Test("Bytes that lie in order are mapped, not copied")
    func mapped() throws {
        let path = try npy([5, 2, 2], "x.npy")
        let file = try ArrayFile(path: path)
        let array = try file.load(file.variables[0])
        let bytes = try array.byteValues()
        #expect(bytes.storage === array.storage && bytes.offset == array.offset)
        withExtendedLifetime(file) {}
    }

    @Test("A range is mapped onto 0…1; without one floats stay and bytes mean 0…255")
    func ranges() throws {
        let path = try npy([-1, 0, 0.5, 1], [2, 2], "x.npy")
        let plain = try ImageSet(values: path, labels: nil, sampleShape: [2])
        #expect(plain.element == .floats && Array(plain.floats) == [-1, 0, 0.5, 1])
        let mapped = try ImageSet(values: path, labels: nil, sampleShape: [2], range: -1...1)
        #expect(Array(mapped.floats) == [0, 0.5, 0.75, 1])
        let bytes = try npy([2, 2], "b.npy")
        #expect(
            try ImageSet(values: bytes, labels: nil, sampleShape: [2], range: 0...255).element
                == .bytes)
        let sixteenths = try ImageSet(values: bytes, labels: nil, sampleShape: [2], range: 0...16)
        #expect(Array(sixteenths.floats) == [0, 0.0625, 0.125, 0.1875])
        withExtendedLifetime(sixteenths) {}
        let truths = try directory.write(
            NumPyHeader.bytes(descr: "|b1", dimensions: [2, 2]) + [0, 1, 1, 0], to: "t.npy")
        let blackWhite = try ImageSet(values: truths, labels: nil, sampleShape: [2])
        #expect(blackWhite.pixels.elementsEqual([0, 255, 255, 0]))
        // The pointers are valid as long as the sets are held.
        withExtendedLifetime((plain, mapped, blackWhite)) {}
    }

    @Test("With a range, bytes and floats are samples of one data set, as floats")
    func mixed() throws {
        let bytes = try npy([2, 2], "b.npy")
        let floats = try npy([0, 51, 102, 255], [2, 2], "f.npy")
        func array(_ path: String) throws -> FileDataset.Samples {
            FileDataset.Samples(
                values: FileDataset.Array(file: try InputFile(reading: path), variable: nil),
                labels: nil)
        }
        func load(_ range: FileDataset.Range?) throws -> ImageDataset {
            let files = FileDataset(
                sampleShape: [2], training: try array(bytes), test: try array(floats), range: range)
            return try ImageDataset(files) { $0.path }
        }
        let found = try load(FileDataset.Range(low: 0, high: 255))
        #expect(found.training.element == .floats)
        #expect(found.training.floats.elementsEqual([0, 1 / 255, 2 / 255, 3 / 255]))
        #expect(found.test.floats.elementsEqual([0, 0.2, 0.4, 1]))
        withExtendedLifetime(found) {}
        #expect(
            try refusal { try load(nil).test }.contains("found test samples of another type"))
    }

    @Test("Values that are not finite are refused with the sample")
    func notFinite() throws {
        let path = try npy([0, 1, 2, .nan], [2, 2], "x.npy")
        #expect(
            try refusal { try ImageSet(values: path, labels: nil, sampleShape: [2]) }
                == "x.npy: found NaN in sample 1 (counted from 0), expected finite numbers that "
                + "a 32-bit float can hold")
        let large = try directory.write(
            NumPyHeader.bytes(descr: "<f8", dimensions: [2, 2])
                + [0, 1, 1e300, 3].withUnsafeBytes { Array($0) }, to: "d.npy")
        #expect(
            try refusal { try ImageSet(values: large, labels: nil, sampleShape: [2]) }
                == "d.npy: found 1e+300 in sample 1 (counted from 0), which is beyond 32-bit "
                + "floats, expected finite numbers that a 32-bit float can hold")
    }

    @Test("A shape that does not fit is refused with shapes that would")
    func wrongShape() throws {
        let path = try npy([3, 2, 4], "x.npy")
        #expect(
            try refusal { try ImageSet(values: path, labels: nil, sampleShape: [1, 3, 3]) }
                == "x.npy: found an array of 3 x 2 x 4, expected samples of 1 x 3 x 3: N x 3 x 3, "
                + "N x 1 x 3 x 3, N x 3 x 3 x 1, N x 9; change 'shape' or the file")
        // There are no job files' keys on a command line.
        let told = try refusal {
            try ImageSet(values: path, labels: nil, sampleShape: [1, 3, 3], asker: .commandLine)
        }
        #expect(
            told
                == "x.npy: found an array of 3 x 2 x 4, expected samples of 1 x 3 x 3: N x 3 x 3, "
                + "N x 1 x 3 x 3, N x 3 x 3 x 1, N x 9; the model was trained on such samples: "
                + "give it a file of them, or name another array with --variable")
    }

    @Test("Labels are a list of whole numbers below 256; one-hot ones are told how to become that")
    func labels() throws {
        let values = try npy([3, 2], "x.npy")
        func set(_ labels: String) throws -> ImageSet {
            try ImageSet(values: values, labels: (labels, nil), sampleShape: [2])
        }
        for dimensions in [[3], [3, 1], [1, 3]] {
            let set = try set(npy([1, 10, 2], dimensions, "y.npy"))
            #expect(set.labels.elementsEqual([1, 10, 2]) && set.classCount == 11)
            withExtendedLifetime(set) {}
        }
        #expect(
            try refusal { try set(npy([3, 4], "y.npy")) }
                == "y.npy: found labels of 3 x 4 (one-hot?), expected one whole number a sample "
                + "(N, N x 1 or 1 x N); numpy.argmax(labels, axis=1) or MATLAB's "
                + "[~, y] = max(Y, [], 2) makes them")
        #expect(
            try refusal { try set(npy([4], "y.npy")) }
                == "y.npy: found 4 labels, expected 3, as many as x.npy has samples")
        for (label, text, advice) in [
            (0.5 as Float, "0.5", ""), (-1, "-1", ": add 1 to all labels"), (256, "256", ""),
            (Float(nan: 5, signaling: false), "NaN", ""),
        ] {
            #expect(
                try refusal { try set(npy([0, label, 2], [3], "y.npy")) }
                    == "y.npy: found the label \(text) of sample 1 (counted from 0), expected "
                    + "whole numbers from 0 to 255" + advice)
        }
        #expect(
            try refusal { try set(npy([300, 301, 302], [3], "y.npy")) }.hasSuffix(
                "to 255: subtract 300 from all labels"))
        #expect(
            try refusal { try set(npy([1, -1, 1], [3], "y.npy")) }.hasSuffix(
                ": write 0 in place of -1, in Python (y > 0).astype('uint8'), in MATLAB "
                    + "uint8(y > 0)"))
    }

    @Test("MATLAB's samples come first or last; labels tell which where both could be")
    func matlabLayouts() throws {
        func layout(_ dimensions: [Int], _ shape: [Int], _ labels: Int? = nil) throws -> [Int] {
            let found = try SampleLayout.of(
                dimensions: dimensions, sampleShape: shape, labelCount: labels, format: .matlab)
            return [found.count] + found.axes
        }
        #expect(try layout([28, 27, 90], [1, 28, 27]) == [90, 2, 0, 1])
        #expect(try layout([90, 28, 27], [1, 28, 27]) == [90, 0, 1, 2])
        #expect(try layout([8, 9, 3, 50], [3, 8, 9]) == [50, 3, 2, 0, 1])
        #expect(try layout([50, 3, 8, 9], [3, 8, 9]) == [50, 0, 1, 2, 3])
        #expect(try layout([50, 8, 9, 3], [3, 8, 9]) == [50, 0, 3, 1, 2])
        #expect(try layout([784, 60], [784]) == [60, 1, 0])
        #expect(try layout([60, 784], [1, 28, 28]) == [60, 0, 1])
        // A last extent of 1 isn't written.
        #expect(try layout([8, 9], [1, 8, 9]) == [1, 0, 1])
        // Nothing tells which: what the extents suggest, of which a job's check warns.
        #expect(try layout([9, 9], [9]) == [9, 0, 1])
        #expect(try layout([8, 8, 8], [1, 8, 8]) == [8, 0, 1, 2])
        #expect(try layout([8, 8, 8], [1, 8, 8], 8) == [8, 0, 1, 2])
        let first = SampleLayout.samplesFirst
        #expect(first([28, 28, 10], .matlab) == [10, 28, 28])
        #expect(first([10, 28, 28], .matlab) == [10, 28, 28])
        #expect(first([60, 1], .matlab) == [60] && first([1, 60], .npy) == [60])
        #expect(first([28, 28, 10], .npy) == [28, 28, 10])
    }

    @Test("Without a name the variable that fits is taken, for samples and for labels")
    func chosenByFit() throws {
        let set = ImageSet(
            height: 2, width: 2, pixels: [UInt8](0..<12), labels: [3, 1, 2])
        let path = directory.path + "/d.npz"
        _ = try SampleExport.npz.write(set, to: path)
        let read = try ImageSet(values: path, labels: (path, nil), sampleShape: [1, 2, 2])
        #expect(read.pixels.elementsEqual(0..<12) && read.labels.elementsEqual([3, 1, 2]))
        withExtendedLifetime((set, read)) {}
        #expect(
            try refusal {
                try ImageSet(values: path, labels: (path, nil), sampleShape: [1, 5, 5])
            } == "d.npz: found the variables X (3 x 2 x 2 uint8), y (3 uint8), expected one with "
                + "samples of 1 x 5 x 5, named by 'variable'")
    }

    @Test(
        "What is exported is read again: the same samples, the same labels",
        arguments: SampleExport.allCases, [[1, 3, 2], [3, 2, 4], [5]])
    func roundTrip(format: SampleExport, shape: [Int]) throws {
        let size = shape.reduce(1, *)
        let bytes = (0..<7 * size).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let set = ImageSet(
            count: 7, sampleShape: shape, element: .bytes, values: SharedBytes(copying: bytes),
            labels: SharedBytes(copying: [0, 9, 2, 3, 4, 5, 255]))
        let path = directory.path + "/exported"
        let paths = try format.write(set, to: path)
        #expect(directory.names() == paths.map { String($0.dropFirst(directory.path.count + 1)) })
        let isOne = paths.count == 1
        let read = try ImageSet(
            values: paths[0], variable: isOne ? "X" : nil,
            labels: (paths[paths.count - 1], isOne ? "y" : nil), sampleShape: shape)
        #expect(read.count == 7 && read.sampleShape == shape)
        #expect(read.pixels.elementsEqual(bytes))
        #expect(read.labels.elementsEqual([0, 9, 2, 3, 4, 5, 255]))
        withExtendedLifetime((set, read)) {}
    }

    @Test("Copies in tiles are copies element by element, whatever the strides")
    func gathers() throws {
        let random = SeededGenerator(seed: 4, purpose: .dataSplit)
        for round in 0..<200 {
            let draw = { random.uniform(below: $0, step: round, index: $1) }
            let dimensions = (0..<1 + draw(4, 0)).map { 1 + draw(round % 10 == 0 ? 70 : 6, 1 + $0) }
            let axes = random.permutation(count: dimensions.count, step: round).map { Int($0) }
            let count = dimensions.reduce(1, *)
            guard count < 1 << 20 else { continue }
            let order: StoredArray.Order = draw(2, 9) == 0 ? .rowMajor : .columnMajor
            let storage = SharedBytes(copying: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
            let array = StoredArray(
                storage: storage, offset: 0, element: .uint8, dimensions: dimensions, order: order
            ).permuted(axes)
            let (values, offset) = try array.byteValues()
            var index = [Int](repeating: 0, count: axes.count)
            for place in 0..<count {
                let source = zip(index, array.strides).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(values.bytes[offset + place] == storage.bytes[source])
                for axis in index.indices.reversed() {
                    index[axis] += 1
                    if index[axis] < array.dimensions[axis] { break }
                    index[axis] = 0
                }
            }
        }
    }
}

@Suite("Images laid in another way")
struct OrientationTests {
    private let set = ImageSet(
        height: 2, width: 2, channels: 2, pixels: [1, 2, 3, 4, 11, 12, 13, 14], labels: [7])

    @Test("The eight ways are what their names say")
    func names() throws {
        for (orientation, expected) in [
            (Orientation.upright, [1, 2, 3, 4]), (.rotated90, [3, 1, 4, 2]),
            (.rotated180, [4, 3, 2, 1]), (.rotated270, [2, 4, 1, 3]),
            (.flippedHorizontally, [2, 1, 4, 3]), (.flippedVertically, [3, 4, 1, 2]),
            (.transposed, [1, 3, 2, 4]), (.antitransposed, [4, 2, 3, 1]),
        ] as [(Orientation, [UInt8])] {
            let laid = try #require(set.laid(orientation))
            #expect(laid.pixels.elementsEqual(expected + expected.map { $0 + 10 }))
            #expect(laid.labels.elementsEqual([7]) && laid.sampleShape == set.sampleShape)
            withExtendedLifetime(laid) {}
        }
    }

    @Test("They are the symmetries of the square: closed, with inverses, for images of any size")
    func group() throws {
        let bytes = (0..<50).map { UInt8($0) }
        let images = ImageSet(height: 5, width: 5, pixels: bytes, labels: [0, 1])
        for first in Orientation.allCases {
            #expect(first.then(first.inverse) == .upright)
            for second in Orientation.allCases {
                let twice = try #require(images.laid(first)?.laid(second))
                let once = try #require(images.laid(first.then(second)))
                #expect(twice.pixels.elementsEqual(once.pixels))
                withExtendedLifetime((twice, once)) {}
            }
        }
    }

    @Test("Floats are laid too; samples that are no squares are not")
    func others() throws {
        let floats = ImageSet(sampleShape: [1, 2, 2], floats: [1, 2, 3, 4])
        let laid = try #require(floats.laid(.transposed))
        #expect(Array(laid.floats) == [1, 3, 2, 4])
        withExtendedLifetime((floats, laid)) {}
        #expect(ImageSet(sampleShape: [4], floats: [1, 2, 3, 4]).laid(.transposed) == nil)
        #expect(ImageSet(sampleShape: [1, 1, 4], floats: [1, 2, 3, 4]).laid(.upright) == nil)
    }
}
