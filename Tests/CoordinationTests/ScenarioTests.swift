import Files
import Foundation
import TestSupport
import Testing

/// What a coordinator does, as a specification to read.
///
/// Each file has commands and what they lead to. PODIUM_RECORD=1 writes the outcomes again.
@Suite struct ScenarioTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Scenarios")

    static let names =
        Directory.readableNames(in: folder.path)

    @Test("A scenario leads to what its file says", arguments: names)
    func scenario(_ name: String) throws {
        let file = Self.folder.appending(path: name)
        let text = try String(contentsOf: file, encoding: .utf8)
        let played = try Scenario.play(text)
        if ProcessInfo.processInfo.environment["PODIUM_RECORD"] == "1" {
            try Data(played.utf8).write(to: file)
        } else {
            #expect(played == text, "\(name)")
        }
    }

    @Test("The scenarios are there")
    func some() { #expect(Self.names.count >= 10) }

    @Test("An unknown command is refused")
    func unknown() {
        #expect(throws: SimulationFailure.self) { try Scenario.play("> study\n> a dances 0#1\n") }
    }
}
