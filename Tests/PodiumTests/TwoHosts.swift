import Foundation

/// Two hosts that are joined by one cable: network namespaces with a pair of virtual interfaces.
struct TwoHosts {
    let coordinator: String
    let worker: String
    static let coordinatorAddress = "10.213.77.1"
    static let workerAddress = "10.213.77.2"

    /// Why there can be none here, or nil.
    static let obstacle = SystemCommand.obstacle {
        let hosts = try TwoHosts()
        hosts.remove()
    }

    init() throws {
        let mark = UUID().uuidString.prefix(6).lowercased()
        (coordinator, worker) = ("podium-\(mark)-c", "podium-\(mark)-w")
        do { try join() } catch {
            remove()
            throw error
        }
    }

    private func join() throws {
        for name in [coordinator, worker] { try SystemCommand.run("ip", "netns", "add", name) }
        try SystemCommand.run(
            "ip", "-n", coordinator, "link", "add", "cable", "type", "veth", "peer", "name",
            "cable", "netns", worker)
        for (name, address) in [
            (coordinator, Self.coordinatorAddress), (worker, Self.workerAddress),
        ] {
            try SystemCommand.run("ip", "-n", name, "addr", "add", address + "/24", "dev", "cable")
            try SystemCommand.run("ip", "-n", name, "link", "set", "cable", "up")
            try SystemCommand.run("ip", "-n", name, "link", "set", "lo", "up")
        }
    }

    func setCable(plugged: Bool) throws {
        try SystemCommand.run(
            "ip", "-n", worker, "link", "set", "cable", plugged ? "up" : "down")
    }

    /// What makes a command run on one of the hosts.
    static func on(_ host: String) -> [String] { ["ip", "netns", "exec", host] }

    /// The interfaces go with their namespaces.
    func remove() {
        for name in [coordinator, worker] {
            _ = try? SystemCommand.run("ip", "netns", "delete", name)
        }
    }
}
