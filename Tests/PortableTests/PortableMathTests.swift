import Foundation
import Portable
import Testing

/// The elementary functions against values computed to 60 digits.
@Suite struct PortableMathTests {
    private struct Golden {
        var argument: Double
        var value: Double
    }

    private func goldens(
        _ function: String, file: String = "portable-math.csv"
    ) throws -> [Golden] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(file)")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        var goldens: [Golden] = []
        for line in lines {
            let fields = line.split(separator: ",")
            guard fields[0] == function else { continue }
            let argument = try #require(Double(fields[1]))
            let value = try #require(Double(fields[2]))
            goldens.append(Golden(argument: argument, value: value))
        }
        return goldens
    }

    /// How many units in the last place of the right value lie between it and another.
    private func unitsOff(_ found: Double, _ golden: Double) -> Double {
        found == golden ? 0 : abs(found - golden) / golden.ulp
    }

    private func worst(
        _ function: String, _ compute: (Double) -> Double
    ) throws -> (units: Double, argument: Double, count: Int) {
        let goldens = try goldens(function)
        let scored = goldens.map { (unitsOff(compute($0.argument), $0.value), $0.argument) }
        let worst = try #require(scored.max { $0.0 < $1.0 })
        return (worst.0, worst.1, goldens.count)
    }

    @Test("The logarithm is right to two units in the last place")
    func logarithm() throws {
        let (units, argument, count) = try worst("log", PortableMath.log)
        #expect(count > 700)
        #expect(units <= 2, "at \(argument)")
    }

    @Test("The exponential function is right to two units in the last place")
    func exponential() throws {
        let (units, argument, count) = try worst("exp", PortableMath.exp)
        #expect(count > 600)
        #expect(units <= 2, "at \(argument)")
    }

    @Test("The normal quantile is right to eight units in the last place")
    func quantile() throws {
        let (units, argument, count) = try worst("normalQuantile", PortableMath.normalQuantile)
        #expect(count > 600)
        #expect(units <= 8, "at \(argument)")
    }

    @Test("The normal distribution is right, far into its tail")
    func normalDistribution() throws {
        let goldens = try goldens("normalDistribution", file: "normal-distribution.csv")
        #expect(goldens.count > 600)
        for golden in goldens {
            let found = PortableMath.normalDistribution(golden.argument)
            // An argument that is half a unit off moves a value far out by z² such units.
            let z = golden.argument
            let allowed = 4e-16 * (4 + z * z) * golden.value + .leastNormalMagnitude * 1e-14
            #expect(abs(found - golden.value) <= allowed, "at \(z)")
        }
        #expect(PortableMath.normalDistribution(-.infinity) == 0)
        #expect(PortableMath.normalDistribution(.infinity) == 1)
        // The mass between two points far out keeps its digits on either side.
        let (above, below) = (
            PortableMath.normalMass(from: 9, to: 10), PortableMath.normalMass(from: -10, to: -9)
        )
        #expect(above == below)
        #expect(abs(above / 1.1285122074235907e-19 - 1) < 1e-13)
    }

    @Test("Arguments at and beyond the ends give what IEEE 754 asks for")
    func ends() {
        #expect(PortableMath.log(0) == -.infinity)
        #expect(PortableMath.log(-0.0) == -.infinity)
        #expect(PortableMath.log(-1).isNaN)
        #expect(PortableMath.log(.nan).isNaN)
        #expect(PortableMath.log(.infinity) == .infinity)
        #expect(PortableMath.exp(710) == .infinity)
        #expect(PortableMath.exp(-746) == 0)
        #expect(PortableMath.exp(-.infinity) == 0)
        #expect(PortableMath.exp(.infinity) == .infinity)
        #expect(PortableMath.exp(.nan).isNaN)
        #expect(PortableMath.normalQuantile(0) == -.infinity)
        #expect(PortableMath.normalQuantile(1) == .infinity)
    }

    @Test("The normal quantile is odd about one half, and rises")
    func symmetry() {
        var last = -Double.infinity
        for step in 1..<4_096 {
            let p = Double(step) / 4_096
            let z = PortableMath.normalQuantile(p)
            #expect(z > last)
            #expect(PortableMath.normalQuantile(1 - p) == -z)
            last = z
        }
    }
}
