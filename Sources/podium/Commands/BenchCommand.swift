import ArgumentParser

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine's speed.",
        subcommands: [
            BenchDispatchCommand.self, BenchEngineCommand.self, BenchProgramsCommand.self,
            BenchQueriesCommand.self, BenchReportCommand.self, BenchSamplersCommand.self,
            BenchScaleCommand.self, BenchSchedulersCommand.self,
        ])
}
