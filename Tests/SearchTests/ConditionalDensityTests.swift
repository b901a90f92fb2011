import Foundation
import Portable
import StudyModel
import Testing

@testable import Search

/// The density over a space with conditions against Scripts/goldens_conditional.py.
@Suite struct ConditionalDensityTests {
    struct Case: Decodable, CustomTestStringConvertible {
        var observations: [[String: JSONValue]]
        var points: [[String: JSONValue]]
        var logDensities: [Double]

        var testDescription: String { "\(observations.count) observations" }
    }

    private static let cases: [Case] = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/conditional-density.json")
        let data = try? Data(contentsOf: url)
        return data.flatMap { try? JSONDecoder().decode([Case].self, from: $0) } ?? []
    }()

    /// As the script says.
    private static let space: SearchSpace = {
        let isA = Condition([.init("top", [.text("a")])])
        return SearchSpace([
            Parameter(name: "x", domain: .int(IntDomain(low: 1, high: 5)), condition: isA),
            Parameter(
                name: "y", domain: .categorical([.text("p"), .text("q"), .text("r")]),
                condition: Condition([.init("top", [.text("b")])])),
            Parameter(name: "top", domain: .categorical([.text("a"), .text("b")])),
            Parameter(name: "w", domain: .int(IntDomain(low: 0, high: 9))),
            Parameter(
                name: "z", domain: .float(FloatDomain(low: 0, high: 2)), condition: isA),
        ])
    }()

    private func configuration(_ values: [String: JSONValue]) -> Configuration {
        Configuration(
            Self.space.parameters.compactMap { parameter in
                switch values[parameter.name] {
                case .text(let text)?: .init(parameter.name, .text(text))
                case .int(let number)? where parameter.name == "z":
                    .init("z", .float(Double(number)))
                case .int(let number)?: .init(parameter.name, .int(number))
                case .number(let number)?: .init(parameter.name, .float(number))
                default: nil
                }
            })
    }

    @Test("The file has cases")
    func file() { #expect(Self.cases.count == 6) }

    @Test("A kernel without a parameter has the prior's density there", arguments: cases)
    func densities(_ golden: Case) throws {
        var history = ParzenHistory(Self.space)
        for values in golden.observations { history.append(configuration(values)) }
        let observed = history.split(Array(repeating: true, count: history.count)).marked
        #expect(observed.trials.count == golden.observations.count)
        let density = ParzenEstimator(history.domains, observed)
        var points = ParzenHistory(Self.space)
        for values in golden.points { points.append(configuration(values)) }
        for (point, expected) in golden.logDensities.enumerated() {
            let found = density.logDensity(at: try #require(points.row(of: point)))
            #expect(abs(found - expected) <= 1e-9 * max(1, abs(expected)), "\(found) \(expected)")
        }
    }

    @Test("Draws have the density: the share of each branch, and of each choice in it")
    func draws() throws {
        let golden = try #require(Self.cases.first { $0.observations.count == 5 })
        var history = ParzenHistory(Self.space)
        for values in golden.observations { history.append(configuration(values)) }
        let density = ParzenEstimator(
            history.domains,
            history.split(Array(repeating: true, count: history.count)).marked)
        let generator = SeededGenerator(seed: 1, purpose: .tests)
        var counts: [String: Int] = [:]
        let draws = 20_000
        for draw in 0..<draws {
            let row = history.reduced(
                density.draw(kernelFraction: generator.openFraction(step: draw, index: 99)) {
                    generator.openFraction(step: draw, index: $0)
                })
            let found = history.configuration(of: row)
            #expect(Self.space.misplaced(in: found) == nil)
            if let y = found["y"] { counts["\(y)", default: 0] += 1 }
        }
        // The share of a choice is the density summed over the only other parameter, w.
        for choice in ["p", "q", "r"] {
            var share = 0.0
            for w in 0...9 {
                var point = ParzenHistory(Self.space)
                point.append(
                    Configuration([
                        .init("y", .text(choice)), .init("top", .text("b")), .init("w", .int(w)),
                    ]))
                share += PortableMath.exp(density.logDensity(at: try #require(point.row(of: 0))))
            }
            let found = Double(counts[choice] ?? 0) / Double(draws)
            let deviation = (share * (1 - share) / Double(draws)).squareRoot()
            #expect(abs(found - share) < 5 * deviation, "\(choice): \(found), \(share)")
        }
    }
}
