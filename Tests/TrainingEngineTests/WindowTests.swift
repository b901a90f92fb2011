import KernelTypes
import Testing

@testable import TrainingEngine

/// The kernels of pooling, upsampling and dropout have the plain ones' bits.
@Suite struct WindowTests {
    private func aligned(_ values: [Float]) -> AlignedStorage {
        let storage = AlignedStorage(floats: values.count)
        for (index, value) in values.enumerated() { storage.floats[index] = value }
        return storage
    }

    private func bits(_ storage: AlignedStorage, _ count: Int) -> [UInt32] {
        (0..<count).map { storage.floats[$0].bitPattern }
    }

    private func plan(_ numbers: inout TestNumbers) -> WindowPlan {
        let kernel = numbers.int(1...4)
        let (stride, padding) = (numbers.int(1...4), numbers.int(0...kernel / 2))
        let (height, width) = (numbers.int(kernel...9), numbers.int(kernel...9))
        return WindowPlan(
            channels: numbers.int(1...4), height: height, width: width,
            windowRows: (height + 2 * padding - kernel) / stride + 1,
            windowColumns: (width + 2 * padding - kernel) / stride + 1, kernel: kernel,
            stride: stride, padding: padding)
    }

    @Test("Windows of random shapes", arguments: InstructionSet.available, 0..<80)
    func windows(set: InstructionSet, seed: Int) {
        let kernels = set.layerKernels
        var numbers = TestNumbers(seed: seed)
        let plan = plan(&numbers)
        let imageCount = plan.channels * plan.height * plan.width * laneCount
        let count = plan.channels * plan.windowRows * plan.windowColumns * laneCount
        // Few different values, so that some windows have several largest ones.
        let image = (0..<imageCount).map { _ in Float(numbers.int(-3...3)) }
        let gradients = numbers.floats(count)
        let source = aligned(image)
        let sources = aligned(gradients)
        let windows = AlignedStorage(floats: count)
        let result = AlignedStorage(floats: imageCount)

        kernels.largestOfWindows(plan, source.lanes(), windows.lanes())
        let largest = ReferenceKernels.largestOfWindows(plan, image)
        #expect(bits(windows, count) == largest.map(\.bitPattern))
        kernels.largestOfWindowsGradient(
            plan, source.lanes(), windows.lanes(), sources.lanes(), result.lanes())
        let moved = ReferenceKernels.largestOfWindowsGradient(plan, image, gradients: gradients)
        #expect(bits(result, imageCount) == moved.map(\.bitPattern))

        let values = numbers.floats(imageCount)
        let valueStorage = aligned(values)
        kernels.sumWindows(plan, valueStorage.lanes(), 0.3, windows.lanes())
        let sums = ReferenceKernels.sumWindows(plan, values, scale: 0.3)
        #expect(bits(windows, count) == sums.map(\.bitPattern))
        kernels.spreadWindows(plan, sources.lanes(), 0.7, result.lanes())
        let spread = ReferenceKernels.spreadWindows(plan, gradients, scale: 0.7)
        #expect(bits(result, imageCount) == spread.map(\.bitPattern))
        withExtendedLifetime((source, sources, valueStorage)) {}
    }

    @Test("A window with NaN is NaN", arguments: InstructionSet.available, 0..<4)
    func notANumber(set: InstructionSet, place: Int) {
        let plan = WindowPlan(
            channels: 1, height: 2, width: 2, windowRows: 1, windowColumns: 1, kernel: 2,
            stride: 2, padding: 0)
        var image = (0..<4 * laneCount).map { Float($0) }
        image[place * laneCount + 3] = .nan
        let windows = AlignedStorage(floats: laneCount)
        let source = aligned(image)
        set.layerKernels.largestOfWindows(plan, source.lanes(), windows.lanes())
        withExtendedLifetime(source) {}
        #expect(windows.floats[3].isNaN)
        #expect(windows.floats[4] == Float(3 * laneCount + 4))
    }

    @Test("Words below the threshold drop a value", arguments: InstructionSet.available, 1...16)
    func masks(set: InstructionSet, live: Int) {
        let count = 5
        let words = (0..<live * count).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) }
        let mask = AlignedStorage(floats: count * laneCount)
        for index in 0..<count * laneCount { mask.floats[index] = .nan }
        set.layerKernels.dropoutMask(words, count, live, 1 << 31, 1.5, mask.lanes())
        for element in 0..<count {
            for lane in 0..<laneCount {
                let isKept = lane < live && words[lane * count + element] >= 1 << 31
                #expect(mask.floats[element * laneCount + lane] == (isKept ? 1.5 : 0))
            }
        }
    }
}
