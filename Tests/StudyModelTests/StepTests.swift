import StudyModel
import Testing

/// Values of stepped domains.
@Suite struct StageTests {
    @Test("Steps are the decimal numbers that one would write")
    func decimals() {
        for (low, high, step, texts) in [
            (
                0.0, 0.5, 0.05,
                ["0.0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3", "0.35", "0.4", "0.45", "0.5"]
            ),
            (-0.3, 0.3, 0.1, ["-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"]),
            (1e-5, 7e-5, 2e-5, ["1e-05", "3e-05", "5e-05", "7e-05"]),
            (1.1, 1.7, 0.2, ["1.1", "1.3", "1.5", "1.7"]),
        ] as [(Double, Double, Double, [String])] {
            let domain = FloatDomain(low: low, high: high, step: step)
            let found = (0..<(domain.count ?? 0)).map { "\(domain.value(at: $0))" }
            #expect(found.map { $0 == "-0.0" ? "0.0" : $0 } == texts)
        }
    }

    @Test("Steps of long numbers are sums, and never above the bound")
    func long() {
        let domain = FloatDomain(low: 1.0 / 3, high: 1e300, step: 1e297 / 3)
        for index in 0..<(domain.count ?? 0) where index % 100 == 0 {
            let value = domain.value(at: index)
            #expect(value.isFinite && value <= 1e300 && value >= 1.0 / 3)
        }
    }
}
