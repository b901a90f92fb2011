import Testing

/// The rules on samples that break them: a rule that finds nothing anywhere would hold nothing.
@Suite("Each rule finds what breaks it")
struct RuleTests {
    private func file(_ text: String, at path: String = "Sources/Search/Sample.swift") -> SwiftText
    {
        SwiftText(path: path, text: text)
    }

    @Test("a file of 501 lines, a line of 101 columns, a function of 71 lines")
    func sizes() {
        let lines = { (count: Int) in String(repeating: "let a = 1\n", count: count) }
        #expect(StyleRules.sizes(file(lines(500))).isEmpty)
        #expect(StyleRules.sizes(file(lines(501))).map(\.line) == [1])
        let wide = "let text = \"" + String(repeating: "é", count: 87) + "\""
        #expect(StyleRules.sizes(file(wide)).isEmpty)
        #expect(StyleRules.sizes(file("\n" + wide + ";")).map(\.line) == [2])
        for head in [
            "func f() {", "init(a: [Int] = []) {", "var a: Int {", "subscript(a: Int) -> Int {",
        ] {
            let fits = "struct S {\n" + head + "\n" + lines(68) + "}\n" + lines(9) + "}"
            #expect(StyleRules.sizes(file(fits)).isEmpty, "\(head)")
            let tooLong = "struct S {\n" + head + "\n" + lines(69) + "}\n}"
            #expect(StyleRules.sizes(file(tooLong)).map(\.line) == [2], "\(head)")
        }
    }

    @Test("braces in texts and comments don't end a function")
    func bracesInTexts() {
        let text = """
            func f() -> String {
                // }
                /* } /* } */ } */
                let a = "} \\(g("}", { 1 }())) }"
                let b = #"} \\(x) \\#(g("}")) }"#
                return a + b
            }
            func g()
            """
        #expect(file(text).functions == [FunctionExtent(start: 0, lineCount: 7)])
    }

    @Test("calls and requirements of protocols are no functions")
    func withoutBody() {
        let text = """
            protocol P {
                func f(a: Int) -> Int
                init()
                var a: Int
            }
            extension S { func g() { self.init() } }
            """
        #expect(file(text).functions == [FunctionExtent(start: 5, lineCount: 1)])
    }

    @Test("words that put work off, in comments only")
    func postponements() {
        #expect(StyleRules.postponements(file("// TODO: later")).count == 1)
        #expect(StyleRules.postponements(file("let a = 1 /* FIXME */")).count == 1)
        #expect(StyleRules.postponements(file("let a = \"TODO\" // a TODOs")).isEmpty)
    }

    @Test("unchecked and unsafe without a reason")
    func unexplained() {
        let bare = "final class A: @unchecked Sendable {\n}"
        #expect(StyleRules.unexplained(file(bare)).count == 1)
        #expect(StyleRules.unexplained(file("/// A thing.\n" + bare)).count == 1)
        #expect(StyleRules.unexplained(file("/// All is behind the lock.\n" + bare)).isEmpty)
        #expect(StyleRules.unexplained(file("/// The lock.\nstruct B {}\n\n" + bare)).count == 1)
        #expect(StyleRules.unexplained(file("nonisolated(unsafe) var a = 1")).count == 1)
        #expect(StyleRules.unexplained(file("let a = unsafeBitCast(b, to: Int.self)")).count == 1)
        let explained = "// The same bits in another type.\nlet a = unsafeBitCast(b, to: Int.self)"
        #expect(StyleRules.unexplained(file(explained)).isEmpty)
        #expect(StyleRules.unexplained(file("let a = \"@unchecked\"")).isEmpty)
    }

    @Test("names that say nothing")
    func emptyNames() {
        #expect(StyleRules.emptyNames(file("final class TrialManager {}")).count == 1)
        #expect(StyleRules.emptyNames(file("package enum StringUtils {}")).count == 1)
        #expect(StyleRules.emptyNames(file("FileManager.default.contents()")).isEmpty)
    }

    @Test("clocks and dice, in interpolations too")
    func clocksAndDice() {
        for text in [
            "let now = Date()", "print(\"\\(Date()) now\")", "clock_gettime(CLOCK_MONOTONIC, &t)",
            "let now = ContinuousClock.now", "let now = Date.now",
        ] { #expect(StyleRules.clockReads(file(text)).count == 1, "\(text)") }
        #expect(StyleRules.clockReads(file("// Date() is not called here")).isEmpty)
        #expect(StyleRules.clockReads(file("let day = Date(timeIntervalSince1970: 0)")).isEmpty)
        for text in ["Int.random(in: 0...1)", "a.shuffled()", "UUID()"] {
            #expect(StyleRules.unseededDraws(file(text)).count == 1, "\(text)")
        }
        #expect(StyleRules.identifiers(file("let name = UUID().uuidString")).count == 1)
        #expect(StyleRules.unseededDraws(file("generator.uniform(step: 1, index: 2)")).isEmpty)
    }

    @Test("starts of processes")
    func processStarts() {
        for text in [
            "let search = Process()", "pid_t child = fork();", "let code = posix_spawn(&child)",
            "system(command)",
        ] { #expect(StyleRules.processStarts(file(text)).count == 1, "\(text)") }
        for text in [
            "// fork() is called elsewhere", "throw DatasetError.system(path: path)",
            "posix_spawn_file_actions_init(&actions)", "let text = \"fork()\"",
        ] { #expect(StyleRules.processStarts(file(text)).isEmpty, "\(text)") }
    }

    @Test("listings of directories")
    func directoryListings() {
        for text in [
            "try FileManager.default.contentsOfDirectory(atPath: path)",
            "while let entry = readdir(stream) {", "files.enumerator(atPath: path)",
        ] { #expect(StyleRules.directoryListings(file(text)).count == 1, "\(text)") }
        for text in ["// readdir() is called elsewhere", "for pair in names.enumerated() {"] {
            #expect(StyleRules.directoryListings(file(text)).isEmpty, "\(text)")
        }
    }

    @Test("imports that the table doesn't allow")
    func imports() {
        #expect(ImportRules.forbidden(in: file("package import StudyModel")).isEmpty)
        #expect(ImportRules.forbidden(in: file("\ninternal import Storage")).map(\.line) == [2])
        #expect(ImportRules.forbidden(in: file("import struct Foundation.Date")).count == 1)
        let unknown = file("import StudyModel", at: "Sources/Unheard/A.swift")
        #expect(ImportRules.forbidden(in: unknown).count == 1)
    }

    @Test("a manifest that isn't the table's")
    func manifest() {
        let manifest = ManifestText(
            """
            let package = Package(
                targets: [
                    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
                    .target(name: "StudyModel", swiftSettings: strict),
                    .target(
                        name: "Search",
                        dependencies: [
                            "StudyModel", "Storage", .product(name: "Yams", package: "Yams"),
                        ]),
                    .target(
                        name: "TestSupport", dependencies: ["Search"], path: "Tests/TestSupport"),
                    tests("SearchTests", ["Search", .product(name: "GRDB", package: "GRDB.swift")]),
                ])
            """)
        #expect(manifest.dependencies["StudyModel"] == [])
        #expect(manifest.dependencies["Search"] == ["StudyModel", "Storage", "Yams"])
        #expect(manifest.dependencies["SearchTests"] == ["Search", "GRDB"])
        #expect(manifest.dependencies["CZlib"] == nil)
        let differences = ImportRules.differences(from: manifest)
        #expect(differences.contains("Search: the table doesn't allow Storage"))
        #expect(differences.contains("Runtime is only in one of them"))
        #expect(!differences.contains { $0.hasPrefix("TestSupport") })
        let test = file("import Testing\nimport Storage", at: "Tests/SearchTests/A.swift")
        #expect(ImportRules.undeclared(in: test, manifest).map(\.line) == [2])
    }

    @Test("lines that are too wide")
    func width() {
        let wide = String(repeating: "word ", count: 25)
        #expect(DocumentRules.wideLines(in: "short\n\(wide)\n- \(wide)") == [2, 3])
        #expect(DocumentRules.wideLines(in: "| \(wide) |\n    \(wide)\n```\n\(wide)\n```") == [])
        #expect(DocumentRules.wideLines(in: String(repeating: "é", count: 120)) == [])
    }

    @Test("links that lead nowhere")
    func links() {
        let broken = { (text: String) in
            DocumentRules.brokenLinks(
                in: text, at: "docs/a.md",
                reading: { $0 == "README.md" ? "# Read on, here!" : nil },
                exists: { ["README.md", "docs/b.md"].contains($0) || $0 == "docs/a.md" }
            ).count
        }
        #expect(broken("[a](b.md), [b](../README.md#read-on-here), [c](https://x.org/y)") == 0)
        #expect(broken("[a](c.md)") == 1)
        #expect(broken("[a](../README.md#elsewhere)") == 1)
        #expect(broken("# Here\n[a](#here) [b](#there)") == 1)
        #expect(broken("    [a](c.md)\n`[a](c.md)`\n```\n[a](c.md)\n```") == 0)
    }

    @Test("documents that the index leaves out")
    func index() {
        let documents = ["docs/README.md", "docs/a.md", "docs/b.md"]
        let unlisted = DocumentRules.unlisted(
            documents, index: "[a](a.md#x)", at: "docs/README.md")
        #expect(unlisted == ["docs/b.md"])
    }

    @Test("commands and options are read from their declarations")
    func commands() {
        let declared = DeclaredCommands([
            """
            struct Root: ParsableCommand {
                static let configuration = CommandConfiguration(
                    commandName: "root", subcommands: [KeysCommand.self, RunCommand.self])
            }
            """,
            """
            struct KeysCommand: ParsableCommand {
                static let configuration = CommandConfiguration(
                    commandName: "keys", subcommands: [New.self])
                struct New: ParsableCommand {
                    @Flag(help: "Replace.")
                    var replaceAll = false
                    @Option(help: .hidden)
                    var parent: Int32?
                }
            }
            """,
            """
            struct RunCommand: ParsableCommand {
                static let configuration = CommandConfiguration(commandName: "run")
                @OptionGroup var shared: SharedOptions
                @Option(help: "Slots.") var slots: Int?
            }
            """,
        ])
        #expect(declared.names == ["keys new", "run"])
        #expect(declared.options == ["--replace-all", "--slots"])
    }
}
