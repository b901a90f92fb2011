/// Which targets may know which: the table that ARCHITECTURE.md draws.
///
/// System modules (Foundation, the C library, …) are in it too: the cores do without them.
enum ImportRules {
    static let allowed: [String: Set<String>] = [
        "UserErrors": [],
        "ProcessControl": cLibrary.union([
            "UserErrors", "CSpawn", "CSupervisor", "Foundation", "Synchronization",
        ]),
        "CSupervisor": [],
        "Files": cLibrary.union(["UserErrors", "ProcessControl", "CSodium", "Foundation"]),
        "Portable": ["Foundation"],
        "StudyModel": ["Portable", "Foundation"],
        "CCommit": [],
        "KernelTypes": [],
        "TrainingKernels": ["KernelTypes"],
        "TrainingKernelsAVX512": ["KernelTypes"],
        "TrainingEngine": cLibrary.union([
            "UserErrors", "Portable", "Files", "KernelTypes", "TrainingKernels",
            "TrainingKernelsAVX512", "CProcessor", "Synchronization",
        ]),
        "Models": ["UserErrors", "Portable", "StudyModel", "TrainingEngine"],
        "Embeddings": [
            "UserErrors", "Portable", "TrainingEngine", "KernelTypes", "TrainingKernels",
            "TrainingKernelsAVX512", "Dispatch", "Synchronization",
        ],
        "Datasets": cLibrary.union([
            "UserErrors", "Portable", "Files", "StudyModel", "ProcessControl", "CZlib", "CMatIO",
        ]),
        "Objectives": [
            "Portable", "StudyModel", "TrainingEngine", "Models", "Datasets", "Embeddings",
        ],
        "UserPrograms": ["Portable", "StudyModel"],
        "ProgramExecution": cLibrary.union([
            "Portable", "StudyModel", "UserPrograms", "Objectives", "ProcessControl", "Files",
            "Foundation", "Synchronization",
        ]),
        "Search": ["UserErrors", "Portable", "StudyModel"],
        "Coordination": ["Portable", "StudyModel", "Search", "HeapModule", "DequeModule"],
        "Simulation": [
            "UserErrors", "Portable", "Files", "StudyModel", "Datasets", "Search", "Coordination",
            "HeapModule", "Foundation", "Synchronization",
        ],
        "ZeroMQ": cLibrary.union([
            "UserErrors", "Files", "ProcessControl", "CZeroMQ", "CSpawn", "Foundation",
            "Synchronization",
        ]),
        "Storage": [
            "UserErrors", "Portable", "ProcessControl", "Files", "StudyModel", "GRDB",
            "GRDBSQLite", "Foundation",
        ],
        "JobFiles": [
            "UserErrors", "Portable", "StudyModel", "Search", "TrainingEngine", "Models",
            "UserPrograms", "Yams", "Foundation",
        ],
        "Reporting": cLibrary.union([
            "Portable", "StudyModel", "Files", "ProcessControl", "Figures", "Foundation",
        ]),
        "Figures": [
            "UserErrors", "Portable", "Files", "ProcessControl", "CPNG", "CZlib", "Foundation",
            "Synchronization",
        ],
        "Analysis": [
            "UserErrors", "Portable", "Files", "StudyModel", "TrainingEngine", "Models", "Datasets",
            "Objectives", "Embeddings", "Figures", "Reporting", "Foundation",
        ],
        "Wire": [
            "UserErrors", "Portable", "StudyModel", "Coordination", "ZeroMQ", "CZlib",
            "Foundation", "Synchronization",
        ],
        "Studies": [
            "UserErrors", "Portable", "Files", "StudyModel", "Search", "Coordination", "Wire",
            "ZeroMQ",
            "Storage", "JobFiles", "Objectives", "Models", "Datasets", "Reporting", "Figures",
            "TrainingEngine", "ProcessControl", "UserPrograms", "ProgramExecution", "Foundation",
        ],
        "Runtime": [
            "UserErrors", "Portable", "Files", "StudyModel", "Coordination", "Wire", "Studies",
            "ZeroMQ",
            "Storage", "JobFiles", "Objectives", "Datasets", "Reporting", "UserPrograms",
            "ProcessControl", "Foundation", "Dispatch", "Synchronization",
        ],
        "Stages": [
            "UserErrors", "Portable", "ProcessControl", "StudyModel", "JobFiles", "Models",
            "Datasets", "Embeddings", "Figures", "Reporting", "Analysis", "Studies",
            "Foundation", "Synchronization",
        ],
        "ReproducedReports": [
            "UserErrors", "Portable", "Files", "ProcessControl", "StudyModel", "Search", "JobFiles",
            "TrainingEngine", "Models", "Datasets", "Figures", "Reporting", "Analysis", "Studies",
            "Stages", "Yams", "Foundation",
        ],
        "Benchmarks": [
            "UserErrors", "Portable", "Files", "ProcessControl", "StudyModel", "Search", "JobFiles",
            "Coordination", "Simulation", "Wire", "ZeroMQ", "Storage", "Studies", "Runtime",
            "Datasets", "Objectives", "Models", "TrainingEngine", "Reporting", "Figures",
            "UserPrograms", "ProgramExecution", "Foundation", "Synchronization",
        ],
        "podium": [
            "UserErrors", "Portable", "ProcessControl", "StudyModel", "Search", "JobFiles",
            "Coordination", "Simulation",
            "Wire", "ZeroMQ", "Studies", "Runtime", "Datasets",
            "Models", "TrainingEngine", "Embeddings", "Figures", "Reporting", "Analysis", "Stages",
            "ReproducedReports", "Benchmarks", "CCommit", "UserPrograms", "ArgumentParser",
            "Foundation", "Dispatch", "Synchronization",
        ],
    ]

    static let cLibrary: Set = ["Glibc", "Musl", "Darwin"]
    static let system = cLibrary.union(["Foundation", "Dispatch", "Synchronization", "Testing"])

    /// Imports that the table doesn't allow, in files under Sources.
    static func forbidden(in file: SwiftText) -> [Finding] {
        let parts = file.path.split(separator: "/").map(String.init)
        guard parts.first == "Sources", parts.count > 2 else { return [] }
        guard let allowed = allowed[parts[1]] else {
            return [file.finding(0, "the target \(parts[1]) is not in the table of imports")]
        }
        return file.imports.filter { !allowed.contains($0.module) }.map {
            file.finding($0.line, "\(parts[1]) must not import \($0.module)")
        }
    }

    /// Imports of modules that the file's target doesn't depend on in the manifest.
    static func undeclared(in file: SwiftText, _ manifest: ManifestText) -> [Finding] {
        let parts = file.path.split(separator: "/").map(String.init)
        guard parts.count > 2, let declared = manifest.dependencies[parts[1]] else { return [] }
        return file.imports.filter { !declared.contains($0.module) && !system.contains($0.module) }
            .map {
                file.finding($0.line, "\(parts[1]) does not depend on \($0.module) in the manifest")
            }
    }

    /// Where the manifest and the table differ.
    static func differences(from manifest: ManifestText) -> [String] {
        var differences: [String] = []
        let declared = manifest.dependencies.filter { manifest.isUnderSources($0.key) }
        for name in Set(declared.keys).union(allowed.keys).sorted() {
            let ours = (allowed[name] ?? []).subtracting(system)
            let theirs = declared[name] ?? []
            if allowed[name] == nil || declared[name] == nil {
                differences.append("\(name) is only in one of them")
            }
            for module in theirs.subtracting(ours).sorted() {
                differences.append("\(name): the table doesn't allow \(module)")
            }
            for module in ours.subtracting(theirs).sorted() {
                differences.append("\(name): the manifest has no dependency on \(module)")
            }
        }
        return differences
    }
}

extension SwiftText {
    /// Modules that are imported, with the line (counted from 0).
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { number, line in
            let words = line.words
            guard let keyword = words.firstIndex(of: "import"), keyword <= 2 else { return nil }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let"]
            let module = words.dropFirst(keyword + 1).first { !kinds.contains($0) }
            return module.map { ($0, number) }
        }
    }
}

/// What Package.swift says of targets, read from its text: names and dependencies.
///
/// The manifest is a program; this reads the plain way in which this package's is written.
struct ManifestText {
    private(set) var dependencies: [String: Set<String>] = [:]
    private var testNames: Set<String> = []

    init(_ text: String) {
        let calls: [(opening: String, isTest: Bool)] = [
            (".target(", false), (".executableTarget(", false), ("tests(", true),
        ]
        // A call in the list of targets begins a line; those in the manifest's functions don't
        // count.
        guard let list = text.firstRange(of: "targets: [\n") else { return }
        var rest = text[list.upperBound...]
        while let next = calls.compactMap({ call in
            rest.firstRange(of: call.opening).map { (range: $0, call: call) }
        }).min(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            rest = rest[next.range.upperBound...]
            let body = rest.prefixToClosing()
            let names = body.withoutPackagesAndPaths.literals
            rest = rest.dropFirst(body.count)
            guard let name = names.first else { continue }
            dependencies[name] = Set(names.dropFirst())
            if next.call.isTest || body.contains("path: \"Tests/") { testNames.insert(name) }
        }
    }

    func isUnderSources(_ target: String) -> Bool { !testNames.contains(target) }
}

extension Substring {
    /// Everything before the parenthesis that closes one that was opened just before.
    fileprivate func prefixToClosing() -> Substring {
        var depth = 1
        for index in indices {
            if self[index] == "(" { depth += 1 }
            if self[index] == ")" { depth -= 1 }
            if depth == 0 { return self[startIndex..<index] }
        }
        return self
    }

    fileprivate var literals: [String] {
        split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The text without the literals that are labelled `package:` or `path:`, which name no target.
    fileprivate var withoutPackagesAndPaths: Substring {
        var kept = self
        for label in ["package: \"", "path: \""] {
            while let start = kept.firstRange(of: label) {
                let end = kept[start.upperBound...].firstIndex(of: "\"") ?? kept.endIndex
                kept.removeSubrange(start.lowerBound..<kept.index(after: end))
            }
        }
        return kept
    }
}
