import Foundation
import Testing

@Suite("The documents keep up with the sources")
struct DocumentTests {
    @Test("relative links lead somewhere")
    func links() throws {
        let documents = Repository.documents
        #expect(documents.contains("README.md") && documents.contains("docs/README.md"))
        for path in documents {
            let broken = DocumentRules.brokenLinks(
                in: try Repository.text(path), at: path, reading: { try? Repository.text($0) },
                exists: Repository.exists)
            #expect(broken == [])
        }
    }

    @Test("prose wraps at 120 columns")
    func width() throws {
        for path in Repository.documents {
            #expect(DocumentRules.wideLines(in: try Repository.text(path)) == [], "\(path)")
        }
    }

    @Test("texts have plain words, and 'per' for rates")
    func text() throws {
        let jobs = Repository.paths(below: "jobs", suffix: ".yaml")
        let sources = Repository.paths(below: "Sources", suffix: ".swift")
        #expect(jobs.count > 10 && sources.count > 100)
        for path in Repository.documents + jobs + sources {
            for (index, line) in try Repository.text(path).split(
                separator: "\n", omittingEmptySubsequences: false
            ).enumerated() {
                #expect(WordRules.remarks(in: String(line)) == [], "\(path):\(index + 1)")
            }
        }
        #expect(WordRules.remarks(in: "5,000 images a second, drawn anew").count == 2)
        #expect(WordRules.remarks(in: "The coordinator runs a trial. It starts a worker.") == [])
    }

    @Test("links in the committed pages lead somewhere")
    func pageLinks() throws {
        let pages = Repository.paths(below: "results", suffix: "/report.html")
        #expect(pages.count > 10)
        for path in pages {
            let directory = String(path.dropLast("report.html".count))
            for match in try Repository.text(path).matches(of: /href="([^"#:][^":]*)"/) {
                #expect(Repository.exists(directory + String(match.1)), "\(path): \(match.1)")
            }
        }
    }

    @Test("docs/README.md lists every document beside it")
    func index() throws {
        let index = "docs/README.md"
        let documents =
            Repository.documents.filter { $0.hasPrefix("docs/") } + ["docs/job.schema.json"]
        let text = try Repository.text(index)
        #expect(DocumentRules.unlisted(documents, index: text, at: index) == [])
    }

    @Test("docs/command-line.md has a heading for every command, and for no other")
    func commands() throws {
        let documented = try Repository.text("docs/command-line.md")
            .matches(of: /(?m)^#+ podium ([a-z -]+)$/).map { String($0.1) }
        let declared = try declaredCommands().names
        #expect(declared.count > 10)
        #expect(Set(documented) == declared)
    }

    @Test("docs/command-line.md has every option, and no other")
    func options() throws {
        let documented = try Repository.text("docs/command-line.md")
            .matches(of: /--[a-z][a-z-]*/).map { String($0.0) }
        #expect(
            Set(documented).subtracting(["--help", "--version"]) == (try declaredCommands().options)
        )
    }

    @Test("what the README and the docs tell to make can be made")
    func makeTargets() throws {
        let targets = Set(
            try Repository.text("Makefile").matches(of: /(?m)^([a-z]+):/).map { String($0.1) })
        #expect(targets.isSuperset(of: ["setup", "build", "run", "test", "help"]))
        for path in Repository.documents {
            let named = try Repository.text(path).matches(of: /`make ([a-z]+)/)
                .map { String($0.1) }
            #expect(targets.isSuperset(of: named), "\(path)")
        }
    }

    private func declaredCommands() throws -> DeclaredCommands {
        DeclaredCommands(
            try Repository.paths(below: "Sources/podium", suffix: ".swift")
                .map(Repository.text))
    }
}
