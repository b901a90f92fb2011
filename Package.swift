// swift-tools-version: 6.1
import PackageDescription

/// Everything is written for the Swift 6 language mode, with imports that stay inside their file
/// and explicit `any`.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Numeric code, and what every trial passes through, are optimised in debug builds too: an
/// unoptimised engine would make the tests take hours, and a study of thousands of trials takes
/// 2.4 times as long with an unoptimised coordinator.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

/// Kernels are compiled for an instruction set of their own; nothing else may carry these flags, so
/// that the program starts, and can say what is missing, on any processor.
///
/// Without errno, square roots of vectors are one instruction.
let kernelFlags = ["-Ounchecked", "-Xcc", "-fno-math-errno"]
#if arch(x86_64)
    let baselineFlags = kernelFlags + ["-Xcc", "-march=x86-64-v3"]
#else
    let baselineFlags = kernelFlags
#endif

/// Debug builds compile kernels as one module too, as release builds do.
///
/// Tiles of one file are inlined into kernels of others; without that they are ten times slower.
let oneModule: [SwiftSetting] = [
    // Nothing but speed changes, because release builds compile modules in this way. More than one
    // thread gives each file its own output, which the index of a debug build needs.
    .unsafeFlags(["-wmo", "-num-threads", "2"], .when(configuration: .debug))
]
let kernels: [SwiftSetting] = strict + [.unsafeFlags(baselineFlags)] + oneModule

/// The same kernels once more for AVX-512, which the engine chooses when it runs (never on others).
#if arch(x86_64)
    let wideFlags = kernelFlags + ["-Xcc", "-march=x86-64-v4"]
#else
    let wideFlags = kernelFlags
#endif
let wideKernels: [SwiftSetting] =
    strict + [.define("PODIUM_AVX512"), .unsafeFlags(wideFlags)] + oneModule

/// A target of tests; golden files are found by path, not bundled.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies,
        exclude: (goldens.contains(name) ? ["Goldens"] : [])
            + (name == "CoordinationTests" ? ["Scenarios"] : [])
            + (name == "SimulationTests" ? ["Fixtures"] : []),
        swiftSettings: settings)
}

let goldens: Set = [
    "AnalysisTests", "BenchmarksTests", "CoordinationTests", "DatasetsTests", "EmbeddingsTests",
    "FiguresTests",
    "JobFilesTests", "ModelsTests", "ObjectivesTests", "PodiumTests", "PortableTests",
    "ReportingTests",
    "SearchTests", "SimulationTests",
    "StorageTests", "StudyModelTests", "TrainingEngineTests", "UserProgramsTests", "WireTests",
]

let package = Package(
    name: "podium",
    // Atomics came with macOS 15.
    platforms: [.macOS(.v15)],
    products: [.executable(name: "podium", targets: ["podium"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries: a module map and a shim header each.
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"]), .brew(["zeromq"])]),
        .systemLibrary(
            name: "CSodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CMatIO", providers: [.apt(["libmatio-dev"]), .brew(["libmatio"])]),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(name: "CProcessor"),
        // The commit that the program is built from.
        .target(name: "CCommit"),

        // What every error that a user reads says of itself.
        .target(name: "UserErrors", swiftSettings: strict),

        // Signals, standard streams, other programs, and what must not be left behind.
        .systemLibrary(name: "CSpawn"),
        // The small process between a worker and a user's program.
        .target(name: "CSupervisor"),
        .target(
            name: "ProcessControl", dependencies: ["UserErrors", "CSpawn", "CSupervisor"],
            swiftSettings: strict),

        // Files written whole, failures with their class, digests.
        .target(
            name: "Files", dependencies: ["UserErrors", "ProcessControl", "CSodium"],
            swiftSettings: optimised),

        // Numbers with the same bits everywhere, and texts of numbers.
        .target(name: "Portable", swiftSettings: optimised),

        // Values and numbers: no I/O, no clock, none of our targets beyond their own kernels.
        .target(name: "StudyModel", dependencies: ["Portable"], swiftSettings: optimised),
        .target(name: "KernelTypes", swiftSettings: optimised),
        .target(name: "TrainingKernels", dependencies: ["KernelTypes"], swiftSettings: kernels),
        .target(
            name: "TrainingKernelsAVX512", dependencies: ["KernelTypes"],
            swiftSettings: wideKernels),
        .target(
            name: "TrainingEngine",
            dependencies: [
                "UserErrors", "Portable", "KernelTypes", "TrainingKernels",
                "TrainingKernelsAVX512", "CProcessor", "Files",
            ],
            swiftSettings: optimised),

        .target(
            name: "Models",
            dependencies: ["UserErrors", "Portable", "StudyModel", "TrainingEngine"],
            swiftSettings: optimised),
        .target(
            name: "Embeddings",
            dependencies: [
                "UserErrors", "Portable", "TrainingEngine", "KernelTypes", "TrainingKernels",
                "TrainingKernelsAVX512",
            ],
            swiftSettings: optimised),
        .target(
            name: "Datasets",
            dependencies: [
                "UserErrors", "Portable", "StudyModel", "Files", "ProcessControl", "CZlib",
                "CMatIO",
            ],
            swiftSettings: optimised),
        .target(
            name: "Objectives",
            dependencies: [
                "Portable", "StudyModel", "TrainingEngine", "Models", "Datasets", "Embeddings",
            ],
            swiftSettings: optimised),
        // Users' programs as objective functions: as values, and as processes.
        .target(
            name: "UserPrograms", dependencies: ["Portable", "StudyModel"],
            swiftSettings: optimised),
        .target(
            name: "ProgramExecution",
            dependencies: [
                "Portable", "StudyModel", "UserPrograms", "Objectives", "ProcessControl", "Files",
            ],
            swiftSettings: strict),
        .target(
            name: "Search", dependencies: ["UserErrors", "Portable", "StudyModel"],
            swiftSettings: optimised),
        .target(
            name: "Coordination",
            dependencies: [
                "Portable", "StudyModel", "Search",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: optimised),
        // Recorded learning curves, and studies replayed on them in simulated time.
        .target(
            name: "Simulation",
            dependencies: [
                "UserErrors", "Portable", "Files", "StudyModel", "Datasets", "Search",
                "Coordination", .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: optimised),
        .target(
            name: "ZeroMQ",
            dependencies: ["UserErrors", "CZeroMQ", "CSpawn", "Files", "ProcessControl"],
            swiftSettings: optimised),
        .target(
            name: "Storage",
            dependencies: [
                "UserErrors", "Portable", "ProcessControl", "StudyModel", "Files",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: optimised),
        .target(
            name: "JobFiles",
            dependencies: [
                "UserErrors", "Portable", "StudyModel", "Search", "TrainingEngine", "Models",
                "UserPrograms", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: optimised),
        .target(
            name: "Figures",
            dependencies: ["UserErrors", "Portable", "Files", "ProcessControl", "CPNG", "CZlib"],
            swiftSettings: strict),
        .target(
            name: "Reporting",
            dependencies: ["Portable", "StudyModel", "Files", "ProcessControl", "Figures"],
            swiftSettings: optimised),
        .target(
            name: "Analysis",
            dependencies: [
                "UserErrors", "Portable", "StudyModel", "TrainingEngine", "Models", "Datasets",
                "Objectives", "Embeddings", "Figures", "Reporting", "Files",
            ],
            swiftSettings: optimised),
        .target(
            name: "Wire",
            dependencies: [
                "UserErrors", "Portable", "StudyModel", "Coordination", "ZeroMQ", "CZlib",
            ],
            swiftSettings: optimised),
        .target(
            name: "Studies",
            dependencies: [
                "UserErrors", "Portable", "Files", "StudyModel", "Search", "Coordination", "Wire",
                "ZeroMQ",
                "Storage", "JobFiles", "Objectives", "Models", "Datasets", "Reporting", "Figures",
                "TrainingEngine", "ProcessControl", "UserPrograms", "ProgramExecution",
            ],
            swiftSettings: optimised),
        .target(
            name: "Runtime",
            dependencies: [
                "UserErrors", "Portable", "Wire", "Studies", "StudyModel", "Coordination", "ZeroMQ",
                "Storage",
                "JobFiles", "Objectives", "Datasets", "Reporting", "ProcessControl", "Files",
                "UserPrograms",
            ],
            swiftSettings: optimised),
        // What follows a search: the stages of a job, and the reports made of studies.
        .target(
            name: "Stages",
            dependencies: [
                "UserErrors", "Portable", "ProcessControl", "StudyModel", "JobFiles", "Models",
                "Datasets", "Embeddings", "Figures", "Reporting", "Analysis",
                "Studies",
            ],
            swiftSettings: strict),
        .target(
            name: "ReproducedReports",
            dependencies: [
                "UserErrors", "Portable", "Files", "ProcessControl", "StudyModel", "Search",
                "JobFiles",
                "TrainingEngine", "Models", "Datasets", "Figures", "Reporting", "Analysis",
                "Studies", "Stages", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        // What `podium bench` measures.
        .target(
            name: "Benchmarks",
            dependencies: [
                "UserErrors", "Portable", "Files", "ProcessControl", "StudyModel", "Search",
                "JobFiles",
                "Coordination", "Simulation", "Wire", "ZeroMQ", "Storage", "Studies", "Runtime",
                "Datasets", "Objectives", "Models", "TrainingEngine", "Reporting", "Figures",
                "UserPrograms", "ProgramExecution",
            ],
            swiftSettings: optimised),
        .executableTarget(
            name: "podium",
            dependencies: [
                "UserErrors", "Portable", "ProcessControl", "StudyModel", "Search", "JobFiles",
                "Coordination", "Simulation", "Wire", "ZeroMQ", "Studies", "Runtime", "Datasets",
                "Models", "TrainingEngine", "Embeddings", "Figures", "Reporting", "Analysis",
                "Stages", "ReproducedReports", "Benchmarks", "CCommit", "UserPrograms",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: [
                "Portable", "StudyModel", "Search", "Models", "Coordination",
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            path: "Tests/TestSupport", swiftSettings: optimised),
        tests("ProcessControlTests", ["ProcessControl"]),
        tests("FilesTests", ["Files", "ProcessControl"]),
        .target(
            name: "Fuzzing", dependencies: ["Portable"], path: "Tests/Fuzzing",
            swiftSettings: optimised),
        tests("PortableTests", ["Portable"]),
        tests("StudyModelTests", ["StudyModel", "Portable"]),
        tests("UserProgramsTests", ["UserPrograms", "Portable", "StudyModel", "Fuzzing"]),
        tests(
            "ProgramExecutionTests",
            [
                "ProgramExecution", "UserPrograms", "Objectives", "ProcessControl", "Files",
                "StudyModel", "Portable",
            ]),
        // Stands before the C library's allocator in the tests' process.
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        tests(
            "TrainingEngineTests", ["TrainingEngine", "KernelTypes", "AllocationCounter"],
            settings: optimised),
        tests(
            "ModelsTests", ["Models", "Portable", "StudyModel", "TrainingEngine", "TestSupport"]),
        tests(
            "EmbeddingsTests", ["Embeddings", "KernelTypes", "Portable", "TrainingEngine"],
            settings: optimised),
        tests(
            "DatasetsTests",
            [
                "Datasets", "Files", "Portable", "ProcessControl", "StudyModel", "CZlib", "CMatIO",
                "Fuzzing",
            ]),
        tests(
            "ObjectivesTests",
            [
                "Objectives", "Portable", "StudyModel", "Datasets", "TrainingEngine", "Models",
                "Fuzzing", "TestSupport",
            ],
            settings: optimised),
        tests("SearchTests", ["Search", "Portable", "StudyModel"]),
        tests(
            "CoordinationTests", ["Coordination", "Files", "StudyModel", "Search", "TestSupport"]),
        tests("ZeroMQTests", ["ZeroMQ", "Files"]),
        tests(
            "StorageTests",
            [
                "Storage", "Files", "Portable", "ProcessControl", "StudyModel",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "JobFilesTests",
            [
                "JobFiles", "Files", "Models", "Portable", "Search", "StudyModel", "TrainingEngine",
                "UserPrograms", "Fuzzing", "TestSupport",
            ]),
        tests(
            "ReportingTests",
            [
                "Reporting", "Figures", "Portable", "StudyModel", "Search", "Models", "Files",
                "TestSupport",
            ]),
        tests(
            "AnalysisTests",
            [
                "Analysis", "Portable", "StudyModel", "Datasets", "TrainingEngine", "Objectives",
                "Embeddings", "Figures", "Reporting", "Models", "UserErrors", "TestSupport",
            ], settings: optimised),
        tests(
            "StagesTests",
            [
                "Stages", "Studies", "StudyModel", "JobFiles", "Models", "Datasets", "Analysis",
                "TestSupport",
            ]),
        tests("FiguresTests", ["Figures", "Portable", "CPNG"]),
        tests("WireTests", ["Wire", "Coordination", "StudyModel", "TestSupport"]),
        tests(
            "RuntimeTests",
            [
                "Runtime", "Studies", "Wire", "Files", "Coordination", "Portable", "StudyModel",
                "ZeroMQ", "ProcessControl",
                "Storage", "Datasets",
                "Reporting", "Objectives", "Models", "JobFiles", "Search", "UserErrors",
                "TestSupport",
            ]),
        tests(
            "SimulationTests",
            [
                "Simulation", "Datasets", "Portable", "Search", "StudyModel", "TestSupport",
                "UserErrors",
            ]),
        tests("ReproducedReportsTests", ["ReproducedReports", "UserErrors"]),
        tests(
            "BenchmarksTests",
            ["Benchmarks", "Portable", "Simulation", "StudyModel", "Reporting"]),
        tests(
            "PodiumTests",
            [
                "podium", "Files", "Reporting", "Portable", "StudyModel", "Coordination", "Runtime",
                "Studies", "Wire",
                "ZeroMQ", "TestSupport",
            ]),
        // They read every file of the package.
        tests("TidyTests", [], settings: optimised),
    ],
    swiftLanguageModes: [.v6]
)
