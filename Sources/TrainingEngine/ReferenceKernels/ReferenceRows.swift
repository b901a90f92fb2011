/// Plain twins of the kernels between samples in rows and panels.
enum ReferenceRows {
    /// Samples of floats, [value][lane]; absent lanes are zero.
    static func loadFloats(_ rows: [Float], sampleSize: Int, indices: [Int32]) -> [Float] {
        var panel = [Float](repeating: 0, count: sampleSize * 16)
        for (lane, sample) in indices.enumerated() {
            for value in 0..<sampleSize {
                panel[value * 16 + lane] = rows[Int(sample) * sampleSize + value]
            }
        }
        return panel
    }

    /// 2 · value - 1 in the lanes with samples.
    static func stretchToSigned(_ panel: [Float], liveLanes: Int) -> [Float] {
        panel.enumerated().map { $0.offset % 16 < liveLanes ? 2 * $0.element - 1 : $0.element }
    }
}
