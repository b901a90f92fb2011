import JobFiles
import StudyModel
import Testing

/// The configurations of the first trials, as job files give them.
@Suite struct InitialTests {
    private static let space = """
          x: { type: float, low: 0, high: 1 }
          n: { type: int, low: 1, high: 9, step: 2 }
          o: [Adam, SGD]
        """

    private func job(_ initial: String, _ lines: String = "trials: 5") throws -> Job {
        try JobFile.parse(
            text: nullJob("\(lines)\ninitial: \(initial)", space: Self.space), file: "job.yaml"
        ).job
    }

    @Test("Values are in the order of the space, and have its kinds")
    func order() throws {
        let job = try job("[{ o: SGD, x: 1 }, { n: 3 }]")
        #expect(
            job.initial == [
                Configuration([.init("x", .float(1)), .init("o", .text("SGD"))]),
                Configuration([.init("n", .int(3))]),
            ])
    }

    @Test("A job without them has the fingerprint and the bytes that it had")
    func absent() throws {
        let plain = try JobFile.parse(
            text: nullJob("trials: 5", space: Self.space), file: "job.yaml"
        ).job
        #expect(try job("[]").fingerprint == plain.fingerprint)
        let json = try JSONValue(encoding: plain)
        #expect(json["initial"] == nil)
        #expect(try json.decode(Job.self) == plain)
    }

    @Test("They are part of the study: another list is another job")
    func compared() throws {
        let (one, other) = (try job("[{ x: 0.5 }]"), try job("[{ x: 0.25 }]"))
        #expect(one.fingerprint != other.fingerprint)
        let differences = JobComparison.differences(recorded: one, requested: other)
        #expect(differences.map(\.field) == ["initial"])
        #expect(differences.map(\.verdict) == [.refused])
        #expect(try JSONValue(encoding: one).decode(Job.self) == one)
    }

    @Test("Values of a pool are its drawn ones and its fixed ones")
    func pool() throws {
        let space =
            "  p: { type: pool, size: 2, fixed: [0], from: { type: float, low: 0, high: 1 } }"
        #expect(messages(nullJob("trials: 2\ninitial: [{ p: 0 }]", space: space)).isEmpty)
        #expect(messages(nullJob("trials: 2\ninitial: [{ p: 0.5 }]", space: space)).count == 1)
    }
}
