import Foundation
import Testing

extension PodiumTests {
    @Suite(
        "Reproducing the reports", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct ReproduceTests {
        /// The repository's own job files.
        private var jobs: String {
            #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/jobs"
        }

        @discardableResult
        private func reproduce(in workspace: Workspace) async throws -> PodiumProcess {
            let process = try workspace.start("reproduce", "all", "--quick", "--jobs", jobs)
            try await until("both reports are made", within: 1_500) { !process.isRunning }
            #expect(try await process.exitCode() == 0, "\(process.errors.suffix(2000))")
            return process
        }

        @Test("on a small budget runs every study to its end, and then has nothing to do")
        func quick() async throws {
            try await Workspace.with { workspace in
                try await reproduce(in: workspace)
                for (report, figures) in [("report-1", 9), ("report-2", 24)] {
                    let directory = "results/quick/\(report)/"
                    let page = try workspace.read(directory + "report.html")
                    let count = page.components(separatedBy: "<figure").count - 1
                    #expect(count >= figures, "\(report) has \(count) figures")
                    #expect(!page.contains(">nan<"), "\(report) has a number that is none")
                    let numbers = try workspace.read(directory + "comparison.csv")
                    #expect(!numbers.contains("nan"), "\(numbers)")
                }
                for figure in ["Figure 1a", "Figure 1b", "Figure 2", "Figure 3", "Figure 8"] {
                    let page = try workspace.read("results/quick/report-1/report.html")
                    #expect(page.contains("In the report: \(figure)."), "report-1 lacks \(figure)")
                }
                // Later studies begin with this run's weights, not with those beside the jobs.
                for (study, weights) in [
                    ("table-3", "table-1"), ("classifier-unfrozen", "table-1"),
                    ("gan-search", "classifier-unfrozen"), ("dcgan", "classifier-unfrozen"),
                ] {
                    let model = try workspace.read("results/quick/\(study)/model/model.json")
                        .replacing("\\/", with: "/")
                    #expect(
                        model.contains("\"results/quick/\(weights)/model/model.safetensors\""),
                        "\(study)")
                }
                let again = try await reproduce(in: workspace)
                #expect(!again.errors.contains("epoch 1/"), "\(again.errors)")
            }
        }

        @Test("reports everything that is missing before it begins")
        func missing() async throws {
            try await Workspace.with { workspace in
                // The reports are there; their jobs are not.
                try FileManager.default.createDirectory(
                    atPath: workspace.path + "/none", withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: self.jobs + "/reports", toPath: workspace.path + "/none/reports")
                let jobs = try await workspace.run(
                    "reproduce", "report-2", "--jobs", "none", expecting: 2)
                #expect(jobs.errors.contains("none/table-1.yaml: there is no such file"))
                #expect(jobs.errors.contains("none/dcgan.yaml: there is no such file"))
                let gnuplot = try await workspace.run(
                    "reproduce", "report-1", "--quick", "--jobs", self.jobs, expecting: 2,
                    environment: ["PODIUM_GNUPLOT": "/none"])
                #expect(gnuplot.errors.contains("/none"))
                // Weights that the run makes itself need not be there yet.
                try FileManager.default.copyItem(
                    atPath: self.jobs, toPath: workspace.path + "/jobs")
                let alone = try await workspace.run(
                    "reproduce", "report-2", expecting: 2, environment: ["PODIUM_GNUPLOT": "/none"])
                #expect(alone.errors.contains("/none"))
                #expect(!alone.errors.contains("safetensors"), "\(alone.errors)")
                try workspace.write("a file", to: "file")
                let place = try await workspace.run(
                    "reproduce", "report-1", "--jobs", self.jobs, "--results", "file/results",
                    expecting: 1)
                #expect(place.errors.contains("file/results: can't make the directory"))
                // Nothing was searched.
                #expect(!workspace.exists("results/quick/learning-rate-grid"))
            }
        }

        @Test("names what it knows where it is asked for something else")
        func unknown() async throws {
            try await Workspace.with { workspace in
                let process = try await workspace.run("reproduce", "report-3", expecting: 2)
                #expect(process.errors.contains("report-1"))
            }
        }
    }

    @Suite(
        "Steps after a search", .serialized,
        .enabled(if: Jobs.hasDigits, "\(Jobs.withoutDigits)"))
    struct ThenTests {
        @Test("are taken once, and again where an option changed")
        func steps() async throws {
            try await Workspace.with { workspace in
                let job = Jobs.training("small", trials: 2, epochs: 1)
                let steps = """

                    then:
                      - train: { epochs: 1 }
                      - evaluate: { noise: [0.1, 0.2] }
                      - reconstruct: { count: 4 }

                    """
                try workspace.write(job + steps, to: "small.yaml")
                let first = try await workspace.run("run", "small.yaml")
                #expect(first.errors.contains("stage 3 of 3"))
                #expect(workspace.exists("results/small/model/evaluation/findings.json"))
                #expect(workspace.exists("results/small/model/reconstructions/findings.json"))

                let second = try await workspace.run("run", "small.yaml")
                #expect(second.errors.components(separatedBy: "is up to date").count == 4)

                try workspace.write(
                    (job + steps).replacingOccurrences(of: "[0.1, 0.2]", with: "0.3"),
                    to: "small.yaml")
                let third = try await workspace.run("run", "small.yaml")
                #expect(third.errors.components(separatedBy: "is up to date").count == 3)

                let bare = try await workspace.run("run", "small.yaml", "--no-then")
                #expect(!bare.errors.contains("step 1"))
            }
        }

        @Test("that a command refuses are refused before the search, at their line")
        func refused() async throws {
            try await Workspace.with { workspace in
                try workspace.write(
                    Jobs.training("small", trials: 2, epochs: 1)
                        + "\nthen:\n  - latent: { method: umap }\n", to: "small.yaml")
                let process = try await workspace.run("run", "small.yaml", expecting: 2)
                #expect(process.errors.contains("then[1].latent"), "\(process.errors)")
                #expect(process.errors.contains("umap"), "\(process.errors)")
                #expect(!workspace.exists("results/small"))
            }
        }
    }
}
