import Foundation
package import TrainingEngine

extension EngineRuns.Run {
    /// A table of at most 80 columns.
    package var text: String {
        let result = core
        var lines = [
            String(
                format: "d %d, Nh_1 %d, batches of %d: %.0f samples/s on one core (%@)",
                encodingDimension, hiddenUnits, result.batchSize,
                result.samplesPerSecond, result.instructionSet),
            String(
                format: "%.0f %% of its peak of %.1f GFLOP/s; copies %.0f GB/s; %.1f MB per slot",
                result.shareOfPeak * 100, result.peakMultiplyAddsPerSecond * 2e-9,
                result.copiedBytesPerSecond * 1e-9, Double(result.memoryBytes) / 1e6),
            "", "nanoseconds per sample, and the floor's share of them",
            Self.pad("layer", 29) + " floor bytes    forward       data    weights",
        ]
        lines += result.layers.map { row($0, result) }
        lines.append(
            String(
                format: "besides: loading %.0f, loss %.0f, reduction %.0f, optimizer %.0f",
                result.loadingNanoseconds, result.lossNanoseconds, result.reductionNanoseconds,
                result.optimizerNanoseconds))
        if let slots { lines.append(slots.text("slots")) }
        if let threads { lines.append(threads.text("threads")) }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// One table row: the floor is one pass's multiply-adds at the peak rate, and bytes are the
    /// forward pass's at the copying rate.
    private func row(_ layer: EngineBenchmark.Layer, _ result: EngineBenchmark) -> String {
        let floor = Double(layer.multiplyAdds) / result.peakMultiplyAddsPerSecond * 1e9
        let bytes = Double(layer.forward.bytes) / result.copiedBytesPerSecond * 1e9
        let passes = [layer.forward, layer.dataGradient, layer.weightGradient].map { pass in
            guard let pass, pass.nanoseconds > 0 else { return Self.pad("", 11) }
            return String(format: "%6.0f %3.0f%%", pass.nanoseconds, pass.shareOfFloor * 100)
        }
        return Self.pad(layer.name, 29) + String(format: "%6.0f%6.0f", floor, bytes)
            + passes.joined()
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text.count >= width
            ? String(text.prefix(width)) : text + String(repeating: " ", count: width - text.count)
    }
}

extension AdversarialBenchmark {
    package var text: String {
        String(
            format: "GAN, batches of %d: %.0f real samples/s on one core (%@)\n"
                + "%.0f %% of its peak of %.1f GFLOP/s; %.1f MB per slot\n",
            batchSize, samplesPerSecond, instructionSet,
            shareOfPeak * 100, peakMultiplyAddsPerSecond * 2e-9,
            Double(memoryBytes) / 1e6)
    }
}
