import ArgumentParser
struct BenchEngineCommand: ParsableCommand { static let configuration = CommandConfiguration(commandName: "engine") }
