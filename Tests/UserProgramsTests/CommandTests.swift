import Portable
import StudyModel
import Testing

@testable import UserPrograms

@Suite("The macros of a command")
struct CommandTests {
    private static let configuration = Configuration([
        .init("learning_rate", .float(1e-5)), .init("units", .int(64)),
        .init("name", .text("it's \"new\"")), .init("bias", .bool(true)),
    ])
    private static let values = CommandValues(
        configuration: configuration, trial: 7, seed: 42, epochs: 50,
        parametersFile: "/run/parameters.json")

    private func words(_ command: ProgramSettings.Command) throws -> [String] {
        try command.words(Self.values)
    }

    @Test("stand for parameters, the trial, its seed and the epochs")
    func values() throws {
        #expect(
            try words(.words(["a", "--lr={learning_rate}", "{units}{bias}", "{trial}/{seed}"]))
                == ["a", "--lr=1e-05", "64true", "7/42"])
        #expect(
            try words(.words(["{json}", "{epochs}", "{name}", ""]))
                == ["/run/parameters.json", "50", "it's \"new\"", ""])
    }

    @Test("{args} stands for all parameters, each name and each value a word")
    func arguments() throws {
        #expect(
            try words(.words(["a", "{args}", "b"])) == [
                "a", "--learning_rate", "1e-05", "--units", "64", "--name", "it's \"new\"",
                "--bias", "true", "b",
            ])
        #expect(throws: TemplateMistake.self) { try words(.words(["x{args}"])) }
    }

    @Test("null is JSON's null and the word null, and an inactive parameter is left out")
    func null() throws {
        let configuration = Configuration([
            .init("dropout", .null), .init("seed", .int(.max - 1)), .init("rate", .float(0.3)),
        ])
        let values = CommandValues(
            configuration: configuration, trial: 0, seed: 1, epochs: 1, parametersFile: "p")
        #expect(
            try ProgramSettings.Command.words(["{args}"]).words(values) == [
                "--dropout", "null", "--seed", "9223372036854775806", "--rate", "0.3",
            ])
        #expect(
            configuration.json
                == #"{"dropout": null, "seed": 9223372036854775806, "rate": 0.3}"#)
    }

    @Test("Values are quoted in a line for the shell")
    func shell() throws {
        #expect(
            try words(.shell("run {learning_rate} {name} > {{x}}"))
                == ["/bin/sh", "-c", "run 1e-05 'it'\\''s \"new\"' > {x}"])
        #expect(
            try words(.shell("run {args}")).last
                == "run --learning_rate 1e-05 --units 64 --name 'it'\\''s \"new\"' --bias true")
        #expect(ShellWords.quoted("") == "''")
    }

    @Test("Double braces are braces, and single ones must be closed")
    func braces() throws {
        #expect(try words(.words(["a", "{{{units}}}", "{{}}"])) == ["a", "{64}", "{}"])
        for text in ["{", "{units", "}", "{}", "{a{b}}", "a}b"] {
            #expect(throws: TemplateMistake.self, "\(text)") { try CommandTemplate(text) }
        }
        #expect(throws: TemplateMistake("'{unit}' is no macro here")) {
            try words(.words(["a", "{unit}"]))
        }
    }

    @Test("Parameters without a macro are told, unless the command takes all or none of them")
    func unused() {
        let names = ["learning_rate", "units"]
        func unused(_ text: String) -> [String] {
            ProgramSettings.Command.words(["a", text]).unused(of: names)
        }
        #expect(unused("{units}") == ["learning_rate"])
        #expect(unused("{args}").isEmpty && unused("{json}{units}").isEmpty)
        #expect(unused("{trial}").isEmpty && unused("plain").isEmpty)
    }

    @Test("The parameters as JSON are in the order of the space")
    func json() {
        #expect(
            Self.configuration.json
                == #"{"learning_rate": 1e-05, "units": 64, "name": "it's \"new\"", "bias": true}"#)
    }

    @Test("A trial's seed depends on the job's seed and the trial alone, and fits 31 bits")
    func seeds() {
        var job = Job(
            study: "a", objective: .null, metric: Metric(name: "loss"), trials: 1, seed: 1,
            columns: [], space: SearchSpace([]))
        let seeds = (0..<1000).map { CommandValues.seed(of: $0, in: job) }
        #expect(Set(seeds).count == 1000 && seeds.allSatisfy { $0 < 1 << 31 })
        #expect(seeds == (0..<1000).map { CommandValues.seed(of: $0, in: job) })
        job.seed = 2
        #expect(CommandValues.seed(of: 0, in: job) != seeds[0])
        let repeated = Configuration([.init("x", .int(1)), .init("random_trial", .int(3))])
        #expect(
            CommandValues.seed(of: 0, repeated, in: job) == CommandValues.seed(of: 3, in: job))
        #expect(repeated.ofProgram == Configuration([.init("x", .int(1))]))
    }
}
