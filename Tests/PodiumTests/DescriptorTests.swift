import Files
import Foundation
import Testing

extension PodiumTests {
    @Suite("Descriptors", .serialized)
    struct DescriptorTests {
        /// Descriptors of a process, from 3 on, that a program would inherit that it starts.
        ///
        /// - Parameter before: what it was given itself.
        private func inherited(
            _ process: PodiumProcess, before: String
        ) throws -> [String] {
            let given = Set(before.split(separator: "\n").map(String.init))
            let directory = "/proc/\(process.identifier)/fdinfo"
            let close = 0o2000000
            return try Directory.names(in: directory).filter { name in
                // Some are closed while this looks.
                guard let number = Int(name), number > 2, !given.contains(name),
                    let text = try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8),
                    let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags:") }),
                    let flags = line.split(separator: "\t").last.flatMap({ Int($0, radix: 8) })
                else { return false }
                return flags & close == 0
            }.map { name in
                let file = "/proc/\(process.identifier)/fd/\(name)"
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: file)
                return "\(name): \(target ?? "closed")"
            }
        }

        /// Starts a program, and lists in `NAME.before` what it is given: descriptors that the
        /// tests' own process left open.
        private func listing(_ name: String) -> [String] {
            ["bash", "-c", #"ls /proc/$$/fd > \#(name).before; exec "$0" "$@""#]
        }

        @Test(
            "A program that a coordinator or a worker starts inherits none of their descriptors",
            .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fdinfo")))
        func closing() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("long", trials: 200_000), to: "long.yaml")
                let (coordinator, address) = try await workspace.startCoordinator(
                    "long.yaml", prefix: listing("coordinator"))
                let worker = try workspace.start(
                    ["worker", "--connect", address, "--key", "worker.key"],
                    prefix: listing("worker"))
                try await until("trials are done") {
                    guard workspace.exists("worker.before"),
                        let table = try? workspace.read("results/long/table.csv")
                    else { return false }
                    return table.split(separator: "\n").count > 1
                }
                let ofCoordinator = try inherited(
                    coordinator, before: workspace.read("coordinator.before"))
                #expect(ofCoordinator == [])
                let ofWorker = try inherited(
                    worker, before: workspace.read("worker.before"))
                #expect(ofWorker == [])
            }
        }
    }
}
