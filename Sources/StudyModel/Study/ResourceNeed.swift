/// What an attempt of a job takes of its worker.
package struct ResourceNeed: Sendable, Hashable {
    /// Cores, each of which takes one of the worker's slots.
    package var cpus: Int
    /// Devices: 0, a share of one device, or a whole number of them.
    package var gpus: Double
    /// Bytes of memory; nil leaves them open.
    package var memory: Int?
    /// Amounts of other kinds, in the order of their names.
    package var others: [ResourceAmount]

    package init(
        cpus: Int = 1, gpus: Double = 0, memory: Int? = nil, others: [ResourceAmount] = []
    ) {
        self.cpus = cpus
        self.gpus = gpus
        self.memory = memory
        self.others = others.sorted { $0.name < $1.name }
    }

    /// The parts of a device that shares are counted in.
    ///
    /// A multiple of all numbers up to 16. For every other share too, as many attempts fit on a
    /// device as the share says, and none more.
    package static let deviceParts = 720_720
    /// The smallest share of a device.
    package static let smallestShare = 0.01

    /// How many devices an attempt sees.
    package var deviceCount: Int { gpus <= 0 ? 0 : max(1, Int(gpus.rounded(.up))) }

    /// How many attempts a device has room for: 1, or more for a share.
    package var attemptsPerDevice: Int {
        // 1/3 as it is written in a job is a little less than a third.
        gpus > 0 && gpus < 1 ? max(1, Int(1 / gpus + 1e-9)) : 1
    }

    /// The parts that an attempt takes of each of its devices.
    package var partsPerDevice: Int { Self.deviceParts / attemptsPerDevice }

    /// Without what no program can see: kinds that are only counted, and how a device is shared.
    var visible: ResourceNeed {
        ResourceNeed(cpus: cpus, gpus: Double(deviceCount), memory: memory)
    }

    /// Describes a value out of range, or nil if there is none.
    package var complaint: String? {
        guard Self.cpuRange.contains(cpus) else { return "resources.cpus is \(cpus)" }
        guard
            gpus == 0 || (Self.smallestShare...1).contains(gpus)
                || (gpus == gpus.rounded() && gpus > 0 && gpus <= Double(Self.mostDevices))
        else { return "resources.gpus is \(gpus)" }
        guard Self.memoryRange.contains(memory ?? 1) else {
            return "resources.memory is \(memory ?? 0)"
        }
        let names = Set(others.map(\.name))
        guard names.count == others.count, others.count <= Self.mostKinds else {
            return "resources has \(others.count) kinds of \(names.count) names"
        }
        for other in others
        where !ResourceAmount.isName(other.name) || !ResourceAmount.range.contains(other.amount) {
            return "resources.\(other.name) is \(other.amount)"
        }
        return nil
    }

    package static let cpuRange = 1...1024
    package static let mostDevices = 64
    package static let mostKinds = 64
    package static let memoryRange = 1...1 << 50
}

/// An amount of a resource that only has a name, such as a licence.
package struct ResourceAmount: Sendable, Hashable, Codable {
    package var name: String
    package var amount: Int

    package init(_ name: String, _ amount: Int) {
        self.name = name
        self.amount = amount
    }

    package static let range = 1...1_000_000
    /// The names of the kinds that Podium knows.
    package static let knownKinds = ["cpus", "gpus", "memory"]

    /// Whether a text can name a kind of its own.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && !knownKinds.contains(text)
            && text.first.map { $0.isASCII && $0.isLetter } == true
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
            }
    }
}

/// Zero and missing amounts are left out.
extension ResourceNeed: Codable {
    private enum CodingKeys: String, CodingKey { case cpus, gpus, memory, others }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            cpus: try keys.decode(Int.self, forKey: .cpus),
            gpus: try keys.decodeIfPresent(Double.self, forKey: .gpus) ?? 0,
            memory: try keys.decodeIfPresent(Int.self, forKey: .memory),
            others: try keys.decodeIfPresent([ResourceAmount].self, forKey: .others) ?? [])
    }

    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(cpus, forKey: .cpus)
        if gpus != 0 { try keys.encode(gpus, forKey: .gpus) }
        try keys.encodeIfPresent(memory, forKey: .memory)
        if !others.isEmpty { try keys.encode(others, forKey: .others) }
    }
}
