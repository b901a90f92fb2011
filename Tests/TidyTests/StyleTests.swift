import Testing

/// The rules on this package's own files.
@Suite("The sources keep the rules")
struct StyleTests {
    /// Where a clock may be read, and why there.
    private static let clockReaders: [String: String] = [
        "Sources/Runtime": "the shells around the state machines",
        "Sources/Studies": "the clocks that shells read; times on record are for people",
        "Sources/ProcessControl": "a reader is waited for up to a limit; the age of leftovers",
        "Tests/ProcessControlTests": "readers are waited for up to a limit",
        "Sources/Benchmarks": "speed is what they measure",
        "Sources/podium": "what is shown to people",
        "Sources/ReproducedReports/WorkClock.swift": "the hours of a run that is going on",
        "Sources/ZeroMQ/Poller.swift": "an interrupted wait goes on for what is left of its time",
        "Tests/ZeroMQTests/Support.swift": "a real socket's answer is waited for up to a limit",
        "Tests/PodiumTests": "real processes are waited for up to a limit",
        "Tests/RuntimeTests": "real sockets are waited for up to a limit",
    ]

    /// Where something may be drawn that no seed fixes, and why there.
    private static let drawers: [String: String] = [
        "Sources/Runtime": "a worker's boot nonce",
        "Sources/Wire/LinkSecurity.swift": "reconnecting not all at once",
        "Sources/podium": "a worker's name",
        "Tests": "names of temporary files",
    ]

    @Test("files, functions and lines have a size that can be read")
    func sizes() {
        expectNone(Repository.swiftFiles.flatMap(StyleRules.sizes))
    }

    @Test("nothing is put off in a comment")
    func postponements() {
        expectNone(Repository.swiftFiles.flatMap(StyleRules.postponements))
    }

    @Test("what the compiler can't check says why it is right")
    func unexplained() {
        expectNone(Repository.swiftFiles.flatMap(StyleRules.unexplained))
    }

    @Test("names say what things do")
    func emptyNames() {
        expectNone(Repository.swiftFiles.flatMap(StyleRules.emptyNames))
    }

    @Test("only shells read a clock")
    func clockReads() {
        expectNone(findings(StyleRules.clockReads, exceptIn: Self.clockReaders))
    }

    @Test("standard output and standard error are written in one place")
    func streamWrites() {
        let sources = Repository.swiftFiles.filter { $0.path.hasPrefix("Sources/") }
        #expect(sources.count > 100)
        expectNone(
            sources.filter { !$0.path.hasPrefix("Sources/ProcessControl/") }
                .flatMap(StyleRules.streamWrites))
        let bad = """
            print(1)
            FileHandle.standardError.write(bytes)
            let all = pipe.fileHandleForReading.readDataToEndOfFile()
            try show(1)
            fputs("x", stderr)
            process.standardError = file
            """
        let found = StyleRules.streamWrites(SwiftText(path: "Sources/podium/A.swift", text: bad))
        #expect(found.map(\.line) == [1, 2, 3, 5])
    }

    @Test("processes are started in one place")
    func processStarts() throws {
        let headers = try [".h", ".c"].flatMap { suffix in
            try Repository.paths(below: "Sources", suffix: suffix).map {
                SwiftText(path: $0, text: try Repository.text($0))
            }
        }
        #expect(headers.count > 3)
        let launchers: Set = [
            "Sources/ProcessControl/Programs/ProgramLaunch.swift", "Sources/CSpawn/shim.h",
            "Sources/CSupervisor/supervisor.c",
        ]
        let sources = Repository.swiftFiles.filter { $0.path.hasPrefix("Sources/") } + headers
        expectNone(
            sources.filter { !launchers.contains($0.path) }.flatMap(StyleRules.processStarts))
        for path in launchers {
            let text = SwiftText(path: path, text: try Repository.text(path))
            #expect(!StyleRules.processStarts(text).isEmpty, "\(path)")
        }
    }

    @Test("directories are listed in one place")
    func directoryListings() {
        let lister = "Sources/ProcessControl/DirectoryListing.swift"
        expectNone(
            Repository.swiftFiles
                .filter { $0.path != lister && !$0.path.hasPrefix("Tests/TidyTests/") }
                .flatMap(StyleRules.directoryListings))
        let listing = Repository.swiftFiles.filter { $0.path == lister }
        #expect(listing.flatMap(StyleRules.directoryListings).count == 1)
    }

    @Test("threads are started in one place, which notices a refusal")
    func threadStarts() {
        expectNone(
            Repository.swiftFiles.filter { $0.path.hasPrefix("Sources/") }
                .flatMap(StyleRules.threadStarts))
        let bad = "let thread = Thread { run() }\nThread.detachNewThread { }\nstruct Thread { }\n"
        let found = StyleRules.threadStarts(SwiftText(path: "Sources/podium/A.swift", text: bad))
        #expect(found.map(\.line) == [1, 2])
    }

    @Test("files ask for traits of a kind of network and compare with none")
    func kindComparisons() {
        expectNone(
            Repository.swiftFiles
                .filter {
                    $0.path.hasPrefix("Sources/") && !$0.path.hasSuffix("/NetworkKind.swift")
                }
                .flatMap(StyleRules.kindComparisons))
        let bad = "if job.objective == .gan {}\nif kind != .classifier {}\ncase .regression: 1\n"
        let found = StyleRules.kindComparisons(SwiftText(path: "Sources/Models/A.swift", text: bad))
        #expect(found.map(\.line) == [1, 2])
    }

    @Test("nothing that counts is drawn without the study's seed")
    func unseededDraws() {
        expectNone(findings(StyleRules.unseededDraws, exceptIn: Self.drawers))
        // Foundation's identifiers are all the same where /dev/urandom is absent.
        expectNone(
            Repository.swiftFiles.filter { $0.path.hasPrefix("Sources/") }
                .flatMap(StyleRules.identifiers))
    }

    @Test("targets import what the table allows")
    func imports() {
        expectNone(Repository.swiftFiles.flatMap(ImportRules.forbidden))
    }

    @Test("the manifest has the dependencies of the table, and files import no others")
    func manifest() throws {
        let manifest = ManifestText(try Repository.text("Package.swift"))
        #expect(manifest.dependencies.count > 20)
        #expect(ImportRules.differences(from: manifest) == [])
        expectNone(Repository.swiftFiles.flatMap { ImportRules.undeclared(in: $0, manifest) })
    }

    @Test("no more than three files of a target use one another in a circle")
    func cycles() {
        let sources = Repository.swiftFiles.filter { $0.path.hasPrefix("Sources/") }
        #expect(FileCycles.found(in: sources) == [])
        let ring = ["A", "B", "C", "D"].enumerated().map { place, name in
            let next = ["B", "C", "D", "A"][place]
            return SwiftText(
                path: "Sources/T/\(name).swift", text: "struct \(name) { var x: \(next)? }")
        }
        #expect(
            FileCycles.found(in: ring) == [["A", "B", "C", "D"].map { "Sources/T/\($0).swift" }])
        #expect(FileCycles.found(in: Array(ring.prefix(3))) == [])
    }

    private func findings(
        _ rule: (SwiftText) -> [Finding], exceptIn places: [String: String]
    ) -> [Finding] {
        Repository.swiftFiles.filter { file in
            !places.keys.contains { file.path == $0 || file.path.hasPrefix($0 + "/") }
        }.flatMap(rule)
    }
}

/// Fails with one line a finding, and if there was nothing to look at.
func expectNone(_ findings: [Finding], location: SourceLocation = #_sourceLocation) {
    #expect(Repository.swiftFiles.count > 100, sourceLocation: location)
    let text = findings.map(\.description).joined(separator: "\n")
    #expect(text.isEmpty, sourceLocation: location)
}
