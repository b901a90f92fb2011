import Files
import Foundation
import Testing

extension PodiumTests {
    @Suite("Studies by name", .serialized)
    struct StudyToolTests {
        private func with(_ body: (Workspace) async throws -> Void) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("small", trials: 12), to: "small.yaml")
                try await body(workspace)
            }
        }

        @Test("A try-out of other epochs or another seed leaves the study's name free")
        func tryOut() async throws {
            try await with { workspace in
                let tried = try await workspace.run("run", "small.yaml", "--epochs", "3")
                #expect(tried.errors.contains("small-epochs-3"))
                try await workspace.run("run", "small.yaml")
                try await workspace.run("run", "small.yaml", "--seed", "4", "--epochs", "3")
                // The file's own values are no change.
                try await workspace.run("run", "small.yaml", "--seed", "1", "--epochs", "1")
                for name in ["small", "small-epochs-3", "small-epochs-3-seed-4"] {
                    let status = try await workspace.status(name)
                    #expect(status.study == name)
                    #expect(status.epochs == (name == "small" ? 1 : 3))
                    #expect(status.trials.count == 12)
                }
                let studies = try Directory.names(in: workspace.path + "/results")
                #expect(studies.count == 3)
                // The same options again resume the same study.
                let again = try await workspace.run("run", "small.yaml", "--epochs", "3")
                #expect(again.output == tried.output)
            }
        }

        @Test("--study names a study, and refuses what can't be a directory's name")
        func named() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml", "--study", "other", "--epochs", "2")
                #expect(try await workspace.status("other").epochs == 2)
                #expect(!workspace.exists("results/small"))
                let refused = try await workspace.run(
                    "run", "small.yaml", "--study", "a/b", expecting: 2)
                #expect(refused.errors.contains("--study: 'a/b'; expected a name"))
                let two = try await workspace.run(
                    "coordinator", "small.yaml", "small.yaml", "--study", "x", expecting: 2)
                #expect(two.errors.contains("names the study of one job"))
            }
        }

        @Test("A study's own job file resumes it, whatever options it was made with")
        func ownFile() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml", "--epochs", "3")
                try await workspace.run(
                    "run", "small.yaml", "--epochs", "3", "--trials", "20")
                let grown = try workspace.table("small-epochs-3")
                let own = "results/small-epochs-3/job.yaml"
                let again = try await workspace.run("run", own)
                #expect(again.errors.contains("20 of 20 trials done"))
                #expect(try workspace.table("small-epochs-3") == grown)
                // The first file still asks for fewer: it is told how to go on.
                let fewer = try await workspace.run(
                    "run", "small.yaml", "--epochs", "3", expecting: 2)
                #expect(fewer.errors.contains("--trials 20"))
            }
        }

        @Test("best prints a configuration that describe, run and train take")
        func best() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml")
                let line = try await workspace.run("best", "small").output
                let json = try await workspace.run("best", "small", "--json").output
                let document = try #require(
                    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
                #expect(document["rank"] as? Int == 1)
                let table = try workspace.table("small").split(separator: "\n")
                #expect(Int(table[1].split(separator: ",")[1]) == document["trial"] as? Int)
                let values = try #require(document["configuration"] as? [String: Any])
                for part in line.split(whereSeparator: \.isWhitespace) {
                    let pair = part.split(separator: "=")
                    #expect("\(try #require(values[String(pair[0])]))" == pair[1])
                }
                let job = try await workspace.run("best", "small", "--rank", "2", "--job").output
                try workspace.write(job, to: "best.yaml")
                let run = try await workspace.run("run", "best.yaml")
                #expect(run.errors.contains("1 of 1 trial done"))
                // The trial's own values give the trial's own metric again.
                let metric = try #require(run.output.split(separator: "\n").last)
                let second = try await workspace.run("table", "small", "--top", "2").output
                    .split(separator: "\n")
                #expect(
                    metric.split(separator: " ").last
                        == second[3].split(separator: " ").last)
                let none = try await workspace.run(
                    "best", "small", "--rank", "13", expecting: 2)
                #expect(none.errors.contains("so far validation_loss ranks 12 trials"))
            }
        }

        @Test("delete removes a study that nobody runs, and says what it removes")
        func delete() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml")
                try await workspace.run("run", "small.yaml", "--study", "kept")
                let unsure = try await workspace.run("delete", "small", expecting: 2)
                #expect(unsure.errors.contains("12 trials"))
                #expect(unsure.errors.contains("table.csv"))
                #expect(unsure.errors.contains("--yes"))
                #expect(workspace.exists("results/small/study.sqlite"))
                try await workspace.run("delete", "small", "--yes")
                #expect(!workspace.exists("results/small"))
                #expect(try workspace.table("kept").split(separator: "\n").count == 13)
                let gone = try await workspace.run("delete", "small", "--yes", expecting: 2)
                #expect(gone.errors.contains("there are kept"))

                try workspace.write(Jobs.null("live", trials: 1000), to: "live.yaml")
                let (coordinator, _) = try await workspace.startCoordinator("live.yaml")
                let live = try await workspace.run("delete", "live", "--yes", expecting: 1)
                #expect(live.errors.contains("in use by process \(coordinator.identifier)"))
                #expect(workspace.exists("results/live/study.sqlite"))
                coordinator.signal(SIGINT)
                #expect(try await coordinator.exitCode() == 130)
                // A record that can't be read can be removed all the same.
                try workspace.write("no database", to: "results/live/study.sqlite")
                try await workspace.run("delete", "results/live/", "--yes")
                #expect(!workspace.exists("results/live"))
            }
        }

        @Test("A link to a study's directory is not followed")
        func linked() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml")
                symlink("small", workspace.path + "/results/link")
                let refused = try await workspace.run("delete", "link", "--yes", expecting: 2)
                #expect(refused.errors.contains("link"))
                #expect(workspace.exists("results/small/study.sqlite"))
            }
        }

        @Test(
            "Unknown commands get the one that was meant",
            arguments: [
                ("tabel x", "did you mean 'table'?"), ("data fech mnist", "did you mean 'fetch'?"),
                ("help statsu", "did you mean 'status'?"), ("search j.yaml", "did you mean 'run'?"),
                ("xyzzy", "'xyzzy' is no command of podium; it has run, coordinator"),
            ])
        func unknown(line: String, text: String) async throws {
            try await with { workspace in
                let process = try workspace.start(line.split(separator: " ").map(String.init))
                #expect(try await process.exitCode() == 2)
                #expect(process.errors.contains(text), "\(process.errors)")
            }
        }

        @Test("A study that trains nothing has no model to train")
        func null() async throws {
            try await with { workspace in
                try await workspace.run("run", "small.yaml")
                let process = try await workspace.run("train", "small", expecting: 2)
                #expect(process.errors.contains("its objective is null"))
            }
        }
    }
}
