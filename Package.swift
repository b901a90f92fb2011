// swift-tools-version: 6.1
import PackageDescription

/// Everything is written for the Swift 6 language mode, with imports that stay inside their file and explicit `any`.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Numeric code is optimised in debug builds too: an unoptimised engine would make the tests take hours.
let optimised: [SwiftSetting] = strict + [.unsafeFlags(["-O"])]

let package = Package(
    name: "podium",
    platforms: [.macOS(.v14)],
    products: [.executable(name: "podium", targets: ["podium"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries: a module map and a shim header each.
        .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"]), .brew(["zeromq"])]),
        .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        // Values and numbers: no I/O, no clock, none of our other targets.
        .target(name: "StudyModel", swiftSettings: optimised),
        .target(name: "TrainingEngine", swiftSettings: optimised),

        .target(name: "Datasets", dependencies: ["StudyModel", "CSodium", "CZlib"], swiftSettings: optimised),
        .target(
            name: "Objectives", dependencies: ["StudyModel", "TrainingEngine", "Datasets"],
            swiftSettings: optimised),
        .target(name: "Search", dependencies: ["StudyModel"], swiftSettings: strict),
        .target(
            name: "Coordination",
            dependencies: [
                "StudyModel", "Search", .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: strict),
        .target(name: "ZeroMQ", dependencies: ["CZeroMQ"], swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: ["StudyModel", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(
            name: "JobFiles",
            dependencies: ["StudyModel", "Search", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(name: "Reporting", dependencies: ["StudyModel"], swiftSettings: strict),
        .target(
            name: "Runtime",
            dependencies: [
                "StudyModel", "Search", "Coordination", "ZeroMQ", "Storage", "Objectives", "Datasets",
                "Reporting", "CZlib", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "podium",
            dependencies: [
                "StudyModel", "Search", "JobFiles", "Reporting", "Runtime", "Storage", "Datasets",
                "Objectives", "TrainingEngine", "ZeroMQ",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
