import Foundation
import Testing

extension PodiumTests {
    @Suite("Mistakes on the command line", .serialized)
    struct MistakeTests {
        struct Mistake: Sendable, CustomTestStringConvertible {
            var arguments: [String]
            var words: [String]
            init(_ arguments: String, _ words: String...) {
                self.arguments = arguments.split(separator: " ").map(String.init)
                self.words = words
            }
            var testDescription: String { "podium " + arguments.joined(separator: " ") }
        }

        @Test(
            "end with code 2 and words that say what is wrong",
            arguments: [
                Mistake("frobnicate", "frobnicate", "podium --help"),
                Mistake("run", "<job>", "podium run --help"),
                Mistake("run good.yaml --slot 2", "--slot", "--slots"),
                Mistake("run good.yaml --gpus 9999", "podium: --gpus "),
                Mistake("run good.yaml --slots 0", "--slots is 0", "1 to 1024"),
                Mistake("run good.yaml --slots -5", "--slots is -5", "1 to 1024"),
                Mistake(
                    "run good.yaml --slots two", "two", "--slots",
                    "expected a whole number from 1 to 1024"),
                Mistake("run good.yaml --seed -1", "'-1'", "expected a whole number from 0 to"),
                Mistake("run good.yaml --trials 1e3", "'1e3'", "expected a whole number from 1"),
                Mistake("ask good --lease abc", "'abc'", "expected seconds from 1 to a year"),
                Mistake("train good --rank x", "'x'", "expected a whole number from 1"),
                Mistake("latent m --variables 0,1", "'0,1'", "whole numbers from 1, separated"),
                Mistake("generate m --path 3", "'3'", "two numbers of test samples from 0"),
                Mistake("generate m --mean x", "'x'", "expected a number"),
                Mistake("report good --output -", "'-'", "expected the name of a file"),
                Mistake("train good --output -", "'-'", "expected the name of a directory"),
                Mistake("trial good two", "'two'", "expected a whole number from 0"),
                Mistake("retry good 1.5", "'1.5'", "expected a whole number from 0"),
                Mistake("submit good.yaml --priority high", "'high'", "expected a whole number"),
                Mistake("run none.yaml", "none.yaml: there is no such file"),
                Mistake("check good.yaml none.yaml", "none.yaml: there is no such file"),
                Mistake(
                    "run bad.yaml", "bad.yaml:6:1: unknown key 'tirals'; did you mean 'trials'?"),
                Mistake("check bad.yaml", "bad.yaml:6:1: unknown key 'tirals'"),
                Mistake(
                    "coordinator good.yaml good.yaml --insecure", "both ask for the study good"),
                Mistake("coordinator good.yaml --lease 0", "--lease is 0"),
                Mistake("coordinator good.yaml", "coordinator.key", "podium keys new"),
                Mistake("coordinator good.yaml --key open.key", "open.key", "chmod 600 open.key"),
                Mistake("coordinator good.yaml --listen here --insecure", "here is not an address"),
                Mistake(
                    "coordinator good.yaml --listen tcp://0.0.0.0:* --insecure",
                    "only loopback addresses", "--insecure twice"),
                Mistake(
                    "worker --connect tcp://127.0.0.1:9", "--key FILE is missing", "--insecure"),
                Mistake("worker --key worker.key", "--connect"),
                Mistake("coordinator --study x", "no job is given"),
                Mistake("coordinator --trials 5", "no job is given"),
                Mistake(
                    "worker --connect tcp://127.0.0.1:9 --key a --insecure",
                    "--insecure and --key can't be used together"),
                Mistake(
                    "worker --connect tcp://127.0.0.1:9 --key none.key", "none.key",
                    "podium keys new"),
                Mistake(
                    "worker --connect 127.0.0.1:9 --insecure", "127.0.0.1:9 is not an address",
                    "write tcp://127.0.0.1:9"),
                Mistake(
                    "check good.yaml good.yaml --study x", "--study x names the study of one job"),
                Mistake("worker --connect tcp://127.0.0.1 --insecure", "tcp://HOST:PORT"),
                Mistake(
                    "worker --connect tcp://*:5555 --insecure", "is an address to listen on",
                    "tcp://192.168.1.10:5555"),
                Mistake(
                    "worker --connect tcp://127.0.0.1:* --insecure", "is an address to listen on"),
                Mistake("list --connect tcp://*:5555", "is an address to listen on"),
                Mistake("list --key operator.key", "--key is of a coordinator", "--connect"),
                Mistake("status --results none", "none: there is no such directory"),
                Mistake("list --results good.yaml", "good.yaml: is no directory"),
                Mistake(
                    "worker --connect tcp://127.0.0.1:9 --insecure --coordinator-timeout 0",
                    "--coordinator-timeout is 0.0; expected seconds from 1"),
                Mistake("table good --top 0", "--top is 0"),
                Mistake("table good --format xml", "xml", "markdown"),
                Mistake("data fetch imagenet", "imagenet", "mnist"),
                Mistake("bench samplers --functions 3", "--functions", "need --bbob"),
                Mistake(
                    "bench samplers --bbob --functions 3,25", "--functions has 25", "1 to 24"),
                Mistake("bench samplers --bbob --dimensions 1", "--dimensions has 1", "2 to 100"),
                Mistake("bench samplers --bbob --fronts", "--bbob, --tables and --fronts"),
            ])
        func mistakes(_ mistake: Mistake) async throws {
            try await Workspace.with { workspace in
                let good = Jobs.null("good", trials: 3)
                try workspace.write(good, to: "good.yaml")
                try workspace.write(good.replacing("trials:", with: "tirals:"), to: "bad.yaml")
                try workspace.write("podium-key coordinator 1\n", to: "open.key")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644], ofItemAtPath: workspace.path + "/open.key")
                let process = try workspace.start(mistake.arguments)
                #expect(try await process.exitCode(within: 20) == 2)
                for words in mistake.words {
                    #expect(process.errors.contains(words), "\(process.errors)")
                }
                #expect(!workspace.exists("results/good/study.sqlite"))
            }
        }

        @Test("Help and version are no mistakes and go to standard output")
        func help() async throws {
            try await Workspace.with { workspace in
                let version = try await workspace.run("--version")
                #expect(version.output.hasPrefix("0."))
                for command in [
                    "run", "coordinator", "worker", "keys", "check", "describe", "table", "status",
                    "trial",
                    "data", "bench",
                ] {
                    let help = try await workspace.run(command, "--help")
                    #expect(help.output.contains("USAGE: podium \(command)"))
                    #expect(help.errors.isEmpty)
                    #expect(!help.output.contains("--parent"))
                }
            }
        }

        @Test("Each of several job files is checked, and all mistakes are listed")
        func severalFiles() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.training("a", trials: 2)
                try workspace.write(job + "\nthen: [latent, train: { rank: 9 }]", to: "a.yaml")
                try workspace.write(job + "\nthen: [train: { trial: 2 }]", to: "b.yaml")
                try workspace.write(Jobs.null("good", trials: 3), to: "good.yaml")
                let check = try await workspace.run(
                    "check", "a.yaml", "b.yaml", "good.yaml", expecting: 2)
                for text in [
                    "a.yaml:18:8: then[1].latent: there is no model results/a/model",
                    "a.yaml:18:16: then[2].train: rank is 9",
                    "b.yaml:18:8: then[1].train: trial is 2",
                ] { #expect(check.errors.contains(text), "\(check.errors)") }
                #expect(check.output.contains("good.yaml: fine"))
            }
        }

        @Test("An empty directory or name is refused, not taken for the root of the file system")
        func empty() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("good", trials: 3), to: "good.yaml")
                let status = try await workspace.run("status", "--results", "", expecting: 2)
                #expect(status.errors.contains("--results is empty"))
                let run = try await workspace.run(
                    "run", "good.yaml", "--results", "", expecting: 2)
                #expect(run.errors.contains("--results is empty"))
                let worker = try await workspace.run(
                    "worker", "--connect", "tcp://127.0.0.1:9", "--insecure", "--name", "",
                    expecting: 2)
                #expect(worker.errors.contains("--name has 0 bytes; expected 1 to 128"))
            }
        }

        @Test("A right job file is described, and nothing is run")
        func check() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("good", trials: 3), to: "good.yaml")
                let check = try await workspace.run("check", "good.yaml")
                #expect(check.output.contains("good.yaml: fine. Study good: 3 trials"))
                #expect(check.errors.isEmpty)
                #expect(!workspace.exists("results"))
            }
        }
    }
}
