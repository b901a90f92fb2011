package import KernelTypes

/// A window's first and last-plus-one row or column inside the image.
@inline(__always)
private func span(_ plan: WindowPlan, _ index: Int, _ extent: Int) -> (first: Int, end: Int) {
    let first = index * plan.stride - plan.padding
    let end = first + plan.kernel
    return (first < 0 ? 0 : first, end > extent ? extent : end)
}

/// Calls `body` for each window with its number, and its span of vectors, in row-major order.
@inline(__always)
private func forEachWindow(
    _ plan: WindowPlan,
    _ body: (_ window: Int, _ origin: Int, _ rows: (Int, Int), _ columns: (Int, Int)) -> Void
) {
    var window = 0
    var channel = 0
    while channel < plan.channels {
        let origin = channel * plan.height * plan.width
        var row = 0
        while row < plan.windowRows {
            let rows = span(plan, row, plan.height)
            var column = 0
            while column < plan.windowColumns {
                body(window, origin, rows, span(plan, column, plan.width))
                window += 1
                column += 1
            }
            row += 1
        }
        channel += 1
    }
}

/// The sum of each window's values, row after row, times `scale`.
@inline(never)
package func sumWindows(
    _ plan: WindowPlan, _ image: UnsafePointer<Lanes>, scale: Float,
    to windows: UnsafeMutablePointer<Lanes>
) {
    forEachWindow(plan) { window, origin, rows, columns in
        var sum = Lanes(repeating: 0)
        var y = rows.0
        while y < rows.1 {
            var x = columns.0
            while x < columns.1 {
                sum += image[origin + y * plan.width + x]
                x += 1
            }
            y += 1
        }
        windows[window] = sum * scale
    }
}

/// Gives each value of a window the window's value times `scale`; where windows overlap, the sum in
/// the windows' order.
@inline(never)
package func spreadWindows(
    _ plan: WindowPlan, _ windows: UnsafePointer<Lanes>, scale: Float,
    to image: UnsafeMutablePointer<Lanes>
) {
    image.update(repeating: Lanes(repeating: 0), count: plan.channels * plan.height * plan.width)
    forEachWindow(plan) { window, origin, rows, columns in
        let share = windows[window] * scale
        var y = rows.0
        while y < rows.1 {
            var x = columns.0
            while x < columns.1 {
                image[origin + y * plan.width + x] += share
                x += 1
            }
            y += 1
        }
    }
}

/// The largest value of each window.
@inline(never)
package func largestOfWindows(
    _ plan: WindowPlan, _ image: UnsafePointer<Lanes>, to windows: UnsafeMutablePointer<Lanes>
) {
    forEachWindow(plan) { window, origin, rows, columns in
        var largest = image[origin + rows.0 * plan.width + columns.0]
        var y = rows.0
        while y < rows.1 {
            var x = columns.0
            while x < columns.1 {
                let value = image[origin + y * plan.width + x]
                // NaN wins, and stays.
                largest.replace(with: value, where: (value .> largest) .| (value .!= value))
                x += 1
            }
            y += 1
        }
        windows[window] = largest
    }
}

/// Adds each window's gradient to the first of its values that is the largest.
@inline(never)
package func largestOfWindowsGradient(
    _ plan: WindowPlan, _ image: UnsafePointer<Lanes>, _ windows: UnsafePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, to imageGradients: UnsafeMutablePointer<Lanes>
) {
    let zero = Lanes(repeating: 0)
    imageGradients.update(repeating: zero, count: plan.channels * plan.height * plan.width)
    forEachWindow(plan) { window, origin, rows, columns in
        let largest = windows[window]
        var left = gradients[window]
        var y = rows.0
        while y < rows.1 {
            var x = columns.0
            while x < columns.1 {
                let place = origin + y * plan.width + x
                let found = image[place] .== largest
                imageGradients[place] += zero.replacing(with: left, where: found)
                left.replace(with: zero, where: found)
                x += 1
            }
            y += 1
        }
    }
}
