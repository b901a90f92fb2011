import KernelTypes

/// Maps output coordinates of one axis to input coordinates.
struct AxisGeometry: Hashable {
    var input: Int
    var output: Int
    var kernel: Int
    var stride: Int
    var padding: Int
    /// Whether the output is the large side: input i reaches outputs i · stride + tap - padding.
    var transposed: Bool

    /// The taps that reach output `position`: ascending kernel coordinates, with their inputs.
    func taps(at position: Int) -> [(tap: Int, input: Int)] {
        (0..<kernel).compactMap { tap in
            if transposed {
                let reach = position + padding - tap
                guard reach >= 0, reach % stride == 0, reach / stride < input else { return nil }
                return (tap, reach / stride)
            }
            let reach = position * stride + tap - padding
            return reach >= 0 && reach < input ? (tap, reach) : nil
        }
    }

    /// All outputs, grouped into runs with the same taps.
    func runs() -> [TapRun] {
        // Outputs of a transposed convolution that are a stride apart have the same taps.
        let step = transposed ? stride : 1
        var runs: [TapRun] = []
        for residue in 0..<min(step, output) {
            var open: TapRun?
            for position in Swift.stride(from: residue, to: output, by: step) {
                let found = taps(at: position)
                if var run = open, run.tapCount == found.count,
                    found.isEmpty || run.firstTap == found[0].tap
                {
                    run.count += 1
                    open = run
                    continue
                }
                if let run = open { runs.append(run) }
                open = run(at: position, step: step, taps: found)
            }
            if let run = open { runs.append(run) }
        }
        return runs
    }

    private func run(at position: Int, step: Int, taps: [(tap: Int, input: Int)]) -> TapRun {
        var run = TapRun()
        run.firstOutput = position
        run.outputStep = step
        run.count = 1
        run.tapCount = taps.count
        run.firstTap = taps.first?.tap ?? 0
        run.tapStep = transposed ? stride : 1
        run.firstInput = taps.first?.input ?? 0
        run.inputStep = transposed ? -1 : 1
        run.inputAdvance = transposed ? 1 : stride
        return run
    }

    /// For each tap, the pairs of a small and a large coordinate; `output` is the small side here.
    func pairs() -> [PairRun] {
        (0..<kernel).map { tap in
            let small = (0..<output).filter {
                let large = $0 * stride + tap - padding
                return large >= 0 && large < input
            }
            var run = PairRun()
            guard let first = small.first else { return run }
            run.first = first
            run.count = small.count
            run.largeFirst = first * stride + tap - padding
            return run
        }
    }
}

extension AxisGeometry {
    /// An axis that a convolution's kernel passes.
    init(_ settings: Convolution, input: Int, output: Int, transposed: Bool) {
        self.init(
            input: input, output: output, kernel: settings.kernel, stride: settings.stride,
            padding: settings.padding, transposed: transposed)
    }
}
