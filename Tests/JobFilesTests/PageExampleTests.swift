import Foundation
import StudyModel
import Testing

@testable import JobFiles

@Suite("Jobs in the pages")
struct PageExampleTests {
    /// The tutorial's files, as `podium data export` writes them.
    private static let environment = JobEnvironment(
        array: { path, variable in
            let counts = ["digits.npz": 60_000, "digits-test.npz": 10_000]
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard let count = counts[name] else { throw MissingFile(path: path) }
            return FoundArray(
                file: InputFile(path: path, sha256: "ab", byteCount: 9), variable: variable,
                dimensions: variable == "X" ? [count, 28, 28] : [count], isBytes: true)
        },
        file: { throw MissingFile(path: $0) })

    private static func page(_ path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    private static func jobs(in page: String) -> [String] {
        page.split(separator: "```yaml\n").dropFirst().compactMap {
            $0.split(separator: "```").first.map(String.init)
        }
    }

    private static func mistakes(in job: String) -> [String] {
        do {
            _ = try JobFile.parse(
                text: job, file: "digits.yaml", overrides: JobOverrides(),
                environment: environment)
            return []
        } catch {
            return error.mistakes.map(\.description)
        }
    }

    @Test(
        "are right", arguments: ["README.md", "docs/tutorial.md", "docs/coming-from.md"])
    func right(path: String) throws {
        let jobs = Self.jobs(in: try Self.page(path))
        #expect(!jobs.isEmpty)
        for job in jobs { #expect(Self.mistakes(in: job) == []) }
    }

    @Test("the tutorial's mistakes are found where it says, and with its words")
    func mistakes() throws {
        let page = try Self.page("docs/tutorial.md")
        var job = try #require(Self.jobs(in: page).first)
        let last = try #require(job.range(of: "distribution: log }", options: .backwards))
        job.replaceSubrange(last, with: "distribution: logarithmic }")
        job = job.replacing("units: $units,", with: "units: $unit,")
        let found = Self.mistakes(in: job)
        #expect(found.count == 2)
        for mistake in found { #expect(page.contains("    \(mistake)\n"), "\(mistake)") }
    }
}
