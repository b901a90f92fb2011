import Foundation
import Testing
import ZeroMQ

extension PodiumTests {
    @Suite("Workers and coordinators that find each other late", .serialized)
    struct PatienceTests {
        /// Something that takes connections and hangs up, as a tunnel does whose other end is down.
        ///
        /// Safe because the descriptor never changes, and the thread ends when it is closed.
        private final class DeadTunnel: @unchecked Sendable {
            let port: UInt16
            private let descriptor: Int32

            init() throws {
                #if canImport(Glibc)
                    let stream = Int32(SOCK_STREAM.rawValue)
                #else
                    let stream = SOCK_STREAM
                #endif
                let listener = socket(AF_INET, stream, 0)
                descriptor = listener
                var yes: Int32 = 1
                setsockopt(
                    listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                let status = withUnsafeMutablePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        bind(listener, $0, size) | listen(listener, 16)
                            | getsockname(listener, $0, &size)
                    }
                }
                try #require(status == 0)
                port = UInt16(bigEndian: address.sin_port)
                let thread = Thread {
                    while true {
                        let connection = accept(listener, nil, nil)
                        guard connection >= 0 else { return }
                        Foundation.close(connection)
                    }
                }
                thread.start()
            }

            func end() {
                shutdown(descriptor, Int32(SHUT_RDWR))
                Foundation.close(descriptor)
            }
        }

        @Test("A worker behind a dead tunnel says so once, and works when the tunnel is up")
        func deadTunnel() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("late", trials: 20), to: "late.yaml")
                try await workspace.run("keys", "new")
                let tunnel = try DeadTunnel()
                let address = "tcp://127.0.0.1:\(tunnel.port)"
                let worker = try workspace.startWorker(address, name: "patient")
                try await until("the worker has seen the tunnel several times", within: 60) {
                    worker.errors.contains("did not finish the handshake")
                }
                #expect(worker.isRunning)
                tunnel.end()
                let (coordinator, _) = try await workspace.startCoordinator(
                    "late.yaml", listen: address)
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
                let lines = worker.errors.split(separator: "\n").filter {
                    $0.contains("did not finish the handshake")
                }
                #expect(lines.count == 1)
            }
        }

        @Test("A new worker waits for a coordinator that is stopped")
        func frozenCoordinator() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("frozen", trials: 20), to: "frozen.yaml")
                let (coordinator, address) = try await workspace.startCoordinator("frozen.yaml")
                coordinator.signal(SIGSTOP)
                let worker = try workspace.startWorker(address, name: "patient")
                try await until("the worker says what it sees", within: 60) {
                    worker.errors.contains("no sign of the coordinator; reconnecting")
                }
                #expect(worker.isRunning)
                coordinator.signal(SIGCONT)
                #expect(try await coordinator.exitCode() == 0)
                #expect(try await worker.exitCode() == 0)
            }
        }

        @Test("The goodbye of a worker that was interrupted always arrives")
        func goodbyes() async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("left", trials: 5), to: "left.yaml")
                try await workspace.run("keys", "new")
                let coordinator = try workspace.start(
                    "coordinator", "left.yaml", "--listen", "tcp://127.0.0.1:*", "--lease", "3600")
                try await until("the coordinator listens") {
                    coordinator.errors.contains("listening at ")
                }
                let line = coordinator.errors.split(separator: "\n").first {
                    $0.hasPrefix("listening at ")
                }
                let address = String(try #require(line).dropFirst("listening at ".count))
                for number in 0..<8 {
                    let worker = try workspace.start(
                        "worker", "--connect", address, "--key", "worker.key", "--name",
                        "brief-\(number)", "--slots", "1")
                    try await until("the worker is connected") {
                        worker.errors.contains("connected to")
                    }
                    worker.signal(SIGTERM)
                    #expect(try await worker.exitCode() == 130)
                    try await until("its goodbye has arrived", within: 10) {
                        coordinator.errors.contains("worker brief-\(number) left")
                    }
                }
            }
        }
    }
}
