import Foundation
import Testing

extension PodiumTests {
    @Suite("Whatever the processor", .serialized)
    struct ProcessorTests {
        private static let study = "layers"

        /// Small images of its own and a model with many kinds of layers: seconds on an emulated
        /// processor too.
        private static let job = """
            study: \(study)
            objective: autoencoder
            dataset: { train: { values: images.npy } }
            split: { validation: hold-out, validation_fraction: 0.25, seed: 3 }
            epochs: 2
            batch_size: 40
            trials: 2
            seed: 11
            model:
              encoder:
                - conv2d: { channels: [5, 11], kernel: 3, stride: 2, padding: 1 }
                - leaky_relu
                - batch_norm2d
                - flatten
                - linear: { units: $width, activation: gelu }
                - layer_norm
                - dropout: 0.1
                - linear: 4
              decoder:
                - linear: { units: $width, activation: silu }
                - linear: { units: 99, activation: tanh }
                - unflatten: { channels: 11, height: 3, width: 3 }
                - conv_transpose2d:
                    { channels: [5, 1], kernel: 3, stride: 2, padding: 1, output_padding: 1 }
                - sigmoid
            training:
              loss: { kind: huber, delta: 0.5 }
              clipping: { norm: 1 }
              schedule: { kind: cosine, counts: steps }
            space:
              width: { type: int, low: 17, high: 40 }
              optimizer: [Adam, RMSprop]
              learning_rate: { type: float, low: 1.0e-3, high: 1.0e-2, distribution: log }
              l2: 1.0e-5
            """

        /// 160 images of 12×12 as NumPy writes them.
        private static var images: [UInt8] {
            var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (160, 12, 12), }"
            header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
            var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
            bytes += [UInt8(header.utf8.count), 0] + Array(header.utf8)
            for image in 0..<160 {
                for pixel in 0..<144 {
                    let (y, x) = (pixel / 12 - image % 9 - 1, pixel % 12 - image * 5 % 11)
                    bytes.append(UInt8(max(0, 255 - 9 * (y * y + x * x))))
                }
            }
            return bytes
        }

        /// Trains the study with one worker, and gives its table.
        private func table(
            environment: [String: String] = [:], prefix: [String] = []
        ) async throws -> String {
            var table = ""
            try await Workspace.with { workspace in
                try workspace.write(Self.job, to: "layers.yaml")
                try Data(Self.images).write(
                    to: URL(fileURLWithPath: workspace.path + "/images.npy"))
                let (coordinator, address) = try await workspace.startCoordinator("layers.yaml")
                let worker = try workspace.start(
                    [
                        "worker", "--connect", address, "--key", "worker.key", "--slots", "1",
                        "--exit-when-done",
                    ], environment: environment, prefix: prefix)
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0, "\(worker.errors)")
                table = try workspace.table(Self.study)
            }
            return table
        }

        private static let reference = Task {
            try await ProcessorTests().table(environment: ["PODIUM_ISA": baseline])
        }

        #if arch(x86_64)
            private static let baseline = "avx2"
        #else
            private static let baseline = "neon"
        #endif

        @Test(
            "the table has the same bytes with AVX-512 as with AVX2",
            .enabled(if: Emulation.hasAVX512, "this processor has no AVX-512"))
        func wide() async throws {
            #expect(
                try await table(environment: ["PODIUM_ISA": "avx512"])
                    == Self.reference.value)
        }

        @Test(
            "the table has the same bytes on a processor of 2013, which lacks none of what is used",
            .enabled(if: Emulation.isPossible, "qemu-user is not installed"))
        func haswell() async throws {
            let found = try await table(prefix: Emulation.of("Haswell"))
            #expect(try await found == Self.reference.value)
            #expect(found.split(separator: "\n").count == 3)
        }

        @Test(
            "samplers that learn draw the same configurations on a processor of 2013",
            .enabled(if: Emulation.isPossible, "qemu-user is not installed"),
            arguments: ["tpe", "cma-es", "gp", "nsga2"])
        func samplers(_ sampler: String) async throws {
            let found = try await searched(by: sampler, prefix: Emulation.of("Haswell"))
            let native = try await searched(by: sampler)
            #expect(found == native)
            #expect(found.split(separator: "\n").count == 25)
        }

        /// The table of a search whose trials take no time.
        private func searched(by sampler: String, prefix: [String] = []) async throws -> String {
            var table = ""
            try await Workspace.with { workspace in
                let settings = sampler == "nsga2" ? "population: 6" : "startup: 6"
                try workspace.write(
                    Jobs.null(
                        "search", trials: 24,
                        sampler: "{ type: \(sampler), \(settings), lag: 1 }"),
                    to: "search.yaml")
                let process = try workspace.start(
                    ["run", "search.yaml", "--slots", "1"], prefix: prefix)
                let code = try await process.exitCode()
                #expect(code == 0, "\(process.errors)")
                table = try workspace.table("search")
            }
            return table
        }

        @Test(
            "a processor that lacks AVX2 is told so in a sentence",
            .enabled(if: Emulation.isPossible, "qemu-user is not installed"))
        func nehalem() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("none", trials: 1), to: "none.yaml")
                let process = try workspace.start(
                    ["run", "none.yaml"], prefix: Emulation.of("Nehalem"))
                #expect(try await process.exitCode() == 1)
                #expect(process.errors.contains("lacks AVX2"))
                #expect(process.errors.split(separator: "\n").count == 1)
            }
        }
    }
}

/// Other processors, by way of QEMU's user mode.
private enum Emulation {
    static let program = "/usr/bin/qemu-x86_64"

    static var isPossible: Bool {
        #if arch(x86_64) && os(Linux)
            FileManager.default.isExecutableFile(atPath: program)
        #else
            false
        #endif
    }

    static func of(_ processor: String) -> [String] { [program, "-cpu", processor] }

    static var hasAVX512: Bool {
        let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        return flags.contains("avx512f") && flags.contains("avx512vl")
    }
}
