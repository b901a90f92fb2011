import Foundation
import Testing

/// Lets few tests with processes of their own run at a time.
///
/// Many wait more than they compute, so two share two cores well; more would make each other late.
struct LaneTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let isAlone = test.traits.contains { $0 is AloneTrait } && Strictness.isAskedFor
        let needed = isAlone ? Lanes.count : 1
        await Lanes.shared.take(needed)
        do {
            try await function()
        } catch {
            await Lanes.shared.give(needed)
            throw error
        }
        await Lanes.shared.give(needed)
    }
}

/// Lets a test run while no other one does, if PODIUM_STRICT asks for the times of a quiet machine.
///
/// Otherwise it is a test like the others: it would leave a lane empty until the other one is free,
/// which may take minutes.
struct AloneTrait: SuiteTrait, TestTrait {
    let isRecursive = true
}

/// Whether tests hold the program to the times that it has on a quiet machine.
enum Strictness {
    static let isAskedFor = ProcessInfo.processInfo.environment["PODIUM_STRICT"] != nil
}

extension Trait where Self == LaneTrait {
    static var lanes: Self { LaneTrait() }
}

extension Trait where Self == AloneTrait {
    static var alone: Self { AloneTrait() }
}

/// The lanes, given to tests in the order in which they ask.
private actor Lanes {
    static let count = 2
    static let shared = Lanes()

    private var free = count
    private var waiting: [(needed: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func take(_ needed: Int) async {
        guard !waiting.isEmpty || free < needed else {
            free -= needed
            return
        }
        await withCheckedContinuation { waiting.append((needed, $0)) }
    }

    func give(_ count: Int) {
        free += count
        while let first = waiting.first, first.needed <= free {
            free -= first.needed
            waiting.removeFirst().continuation.resume()
        }
    }
}
