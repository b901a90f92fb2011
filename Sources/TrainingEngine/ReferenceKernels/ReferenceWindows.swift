import KernelTypes

/// Windows over images and dropout, one number at a time.
extension ReferenceKernels {
    /// The vectors of each window that are inside the image, in the order of the windows.
    private static func windows(_ plan: WindowPlan) -> [[Int]] {
        func span(_ index: Int, _ extent: Int) -> [Int] {
            (0..<plan.kernel).map { index * plan.stride - plan.padding + $0 }
                .filter { (0..<extent).contains($0) }
        }
        var windows: [[Int]] = []
        for channel in 0..<plan.channels {
            for row in 0..<plan.windowRows {
                for column in 0..<plan.windowColumns {
                    var places: [Int] = []
                    for y in span(row, plan.height) {
                        for x in span(column, plan.width) {
                            places.append((channel * plan.height + y) * plan.width + x)
                        }
                    }
                    windows.append(places)
                }
            }
        }
        return windows
    }

    /// The sum of each window's values times `scale`.
    static func sumWindows(_ plan: WindowPlan, _ image: [Float], scale: Float) -> [Float] {
        windows(plan).flatMap { places in
            (0..<laneCount).map { lane in
                places.reduce(0) { $0 + image[$1 * laneCount + lane] } * scale
            }
        }
    }

    /// Each window's value times `scale`, added to all values of the window.
    static func spreadWindows(_ plan: WindowPlan, _ values: [Float], scale: Float) -> [Float] {
        var image = [Float](
            repeating: 0, count: plan.channels * plan.height * plan.width * laneCount)
        for (window, places) in windows(plan).enumerated() {
            for place in places {
                for lane in 0..<laneCount {
                    image[place * laneCount + lane] += values[window * laneCount + lane] * scale
                }
            }
        }
        return image
    }

    /// The largest value of each window.
    static func largestOfWindows(_ plan: WindowPlan, _ image: [Float]) -> [Float] {
        windows(plan).flatMap { places in
            (0..<laneCount).map { lane in
                places.map { image[$0 * laneCount + lane] }.max()!
            }
        }
    }

    /// Each window's gradient, added to the first of its values that is the largest.
    static func largestOfWindowsGradient(
        _ plan: WindowPlan, _ image: [Float], gradients: [Float]
    ) -> [Float] {
        var result = [Float](repeating: 0, count: image.count)
        for (window, places) in windows(plan).enumerated() {
            for lane in 0..<laneCount {
                let values = places.map { image[$0 * laneCount + lane] }
                let first = places[values.firstIndex(of: values.max()!)!]
                result[first * laneCount + lane] += gradients[window * laneCount + lane]
            }
        }
        return result
    }
}
