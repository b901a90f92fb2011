import Datasets
import Foundation
import Models
import StudyModel
import Testing

@testable import Stages

@Suite("A stage of a job")
struct JobStageTests {
    private typealias Option = StudyStage.Option

    private static func stage(
        _ command: StudyStage.Command, _ options: [(String, [String])]
    ) -> StudyStage {
        StudyStage(command, options.map { Option($0.0, $0.1) })
    }

    /// The message about a stage; nil if it is right.
    private static func mistake(
        _ command: StudyStage.Command, _ options: (String, [String])...
    ) -> String? {
        do {
            _ = try JobStage(stage(command, options))
            return nil
        } catch {
            return error.text
        }
    }

    @Test("train has the defaults of the command")
    func trainDefaults() throws {
        guard case .train(let train) = try JobStage(StudyStage(.train)) else {
            Issue.record("another stage")
            return
        }
        #expect(train == TrainStage())
        #expect(train.directory == "model")
    }

    @Test("train reads its options, and names its directory by them")
    func trainOptions() throws {
        let stored = Self.stage(
            .train,
            [
                ("trial", ["7"]), ("seed", ["1"]), ("epochs", ["3"]), ("keep", ["best"]),
                ("hold-out", []), ("snapshots", ["4"]),
            ])
        guard case .train(let train) = try JobStage(stored) else {
            Issue.record("another stage")
            return
        }
        var expected = TrainStage()
        expected.trial = 7
        expected.seed = 1
        expected.epochs = 3
        expected.keep = .best
        expected.holdOut = true
        expected.snapshots = 4
        #expect(train == expected)
        #expect(train.directory == "model-trial-7-seed-1")
    }

    @Test("evaluate reads lists of levels, and the model that it works on")
    func evaluate() throws {
        let stored = Self.stage(
            .evaluate,
            [
                ("noise", ["0.1", "0.2"]), ("salt-pepper", ["0.1"]), ("model", ["model-2"]),
                ("range", ["-1", "1"]), ("data", ["x.npy"]),
            ])
        guard case .model(let stage, let model, _) = try JobStage(stored),
            let evaluate = stage as? EvaluateStage
        else {
            Issue.record("another stage")
            return
        }
        #expect(evaluate.sweeps.map(\.kind) == [.noise, .saltPepper])
        #expect(evaluate.sweeps[0].levels == [0.1, 0.2])
        #expect(evaluate.samples.range == "-1,1")
        #expect(model == "model-2")
    }

    @Test("latent and generate read their choices")
    func choices() throws {
        guard
            case .model(let stage, nil, _) = try JobStage(
                Self.stage(.latent, [("method", ["tsne"]), ("components", ["3"])])),
            let latent = stage as? LatentStage
        else {
            Issue.record("another stage")
            return
        }
        #expect(latent.method == .tsne)
        #expect(latent.standardDirectory == "latent-tsne-3")
        guard
            case .model(let other, _, _) = try JobStage(
                Self.stage(.generate, [("path", ["0", "1"]), ("output", ["way"])])),
            let generate = other as? GenerateStage
        else {
            Issue.record("another stage")
            return
        }
        #expect(generate.path == SamplePair(argument: "0,1"))
        #expect(generate.settings.output == "way")
        #expect(generate.standardDirectory == "generate-path-0-1")
    }

    @Test("export names its file")
    func export() throws {
        let stored = Self.stage(
            .export, [("file", ["a.npz"]), ("format", ["npz"]), ("part", ["test"])])
        guard case .export(let stage, let file) = try JobStage(stored) else {
            Issue.record("another stage")
            return
        }
        #expect(stage == ExportStage(format: .npz, part: .test, orientation: .upright))
        #expect(file == "a.npz")
    }

    @Test("with a wrong option is refused, and the message says what was expected")
    func mistakes() {
        #expect(
            Self.mistake(.latent, ("method", ["umap"]))
                == "--method is 'umap'; expected pca, tsne or codes")
        #expect(
            Self.mistake(.latent, ("components", ["4"])) == "--components is 4; expected 2 or 3")
        #expect(Self.mistake(.train, ("epochs", ["few"])) == "--epochs is 'few'; expected an int")
        #expect(
            Self.mistake(.train, ("seed", ["-1"])) == "--seed is '-1'; expected an int from 0")
        #expect(Self.mistake(.train, ("rank", ["0"])) == "--rank is 0; expected a number from 1")
        #expect(
            Self.mistake(.train, ("again", ["yes"]))
                == "--again is 'yes'; expected true or false")
        #expect(
            Self.mistake(.train, ("output", []))
                == "--output is true; expected a value, because it is no flag")
        #expect(
            Self.mistake(.train, ("epoch", ["3"]))
                == "unknown key 'epoch'; did you mean 'epochs'?")
        #expect(
            Self.mistake(.report, ("colour", ["red"]))
                == "unknown key 'colour'; report has output, gnuplot, results")
        #expect(
            Self.mistake(.export, ("file", ["a"]), ("part", ["test"]))
                == "--format is missing; expected idx, npy, npz, mat or mat73")
        #expect(
            Self.mistake(.export, ("format", ["npz"]), ("part", ["test"]))
                == "--file is missing; expected the file to write")
        #expect(
            Self.mistake(.generate, ("around", ["0"]), ("grid", []))
                == "--around and --grid are different things; give one of them")
        #expect(
            Self.mistake(.evaluate, ("noise", ["0.2", "0.1"]))?.hasPrefix("--noise 0.2,0.1: ")
                == true)
        #expect(
            Self.mistake(.evaluate, ("variable", ["x"]))
                == "--variable is about a file of samples; give --data FILE too")
    }

    @Test(
        "has the options of the command of the same name", arguments: StudyStage.Command.allCases)
    func sameOptions(command: StudyStage.Command) throws {
        var wrong = [("no-such-option", ["1"])]
        if command == .export { wrong += [("format", ["npz"]), ("part", ["test"])] }
        let text = Self.stage(command, wrong)
        let message: String
        do {
            _ = try JobStage(text)
            Issue.record("an unknown option was read")
            return
        } catch {
            message = error.text
        }
        let known = try #require(message.firstRange(of: " has "))
        let read = message[known.upperBound...].split(separator: ", ").map(String.init)
        let name = command == .export ? "data export" : command.rawValue
        let options = read.map { $0.replacing("_", with: "-") }
        #expect(Set(options) == (try Self.optionsInHelp(of: name)))
    }

    /// The options in the help of a command, which its own test compares with the program.
    private static func optionsInHelp(of command: String) throws -> Set<String> {
        let folder = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
        let help = try String(
            contentsOfFile: folder + "/PodiumTests/Goldens/help.txt", encoding: .utf8)
        let start = try #require(help.firstRange(of: "# podium \(command)\n"))
        let rest = help[start.upperBound...]
        let text = rest[..<(rest.firstRange(of: "\n# podium ")?.lowerBound ?? rest.endIndex)]
        return Set(
            text.split(separator: "\n").filter { $0.hasPrefix("  --") }
                .map { String($0.dropFirst(4).prefix { !$0.isWhitespace && $0 != "," }) }
        ).subtracting(["version", "help"])
    }
}
