import Portable
package import StudyModel

/// What the attempts at a worker take of it, and what is left.
///
/// Coordinator and worker keep a ledger each, with the same rules. The worker's decides which
/// devices and cores an attempt gets. The coordinator's is at most behind it: it may assign an
/// attempt whose devices are not free yet, and the worker then lets it wait.
package struct ResourceLedger: Sendable, Hashable {
    package let slots: Int
    /// Nil for a worker of a release that states no resources.
    package let offer: WorkerResources?
    package private(set) var grants: [AttemptID: ResourceGrant] = [:]
    /// The slots that the attempts of `grants` take.
    package private(set) var usedCPUs = 0
    package private(set) var usedMemory = 0
    private var usedOthers: [Int]
    /// The free parts of each device.
    private var freeParts: [Int]
    private var isCoreTaken: [Bool]

    package init(slots: Int, offer: WorkerResources?) {
        self.slots = slots
        self.offer = offer
        usedOthers = Array(repeating: 0, count: offer?.others.count ?? 0)
        freeParts = Array(
            repeating: ResourceNeed.deviceParts, count: offer?.devices.count ?? 0)
        isCoreTaken = []
    }

    // MARK: Room

    /// Whether an attempt fits beside those of the ledger.
    ///
    /// - Parameter plain: the number of attempts without needs, which take a slot each.
    package func hasRoom(for need: ResourceNeed, beside plain: Int) -> Bool {
        guard let offer, plain + usedCPUs + need.cpus <= slots else { return false }
        if let memory = need.memory, usedMemory + memory > offer.memory ?? 0 { return false }
        for other in need.others {
            guard let place = offer.others.firstIndex(where: { $0.name == other.name }),
                usedOthers[place] + other.amount <= offer.others[place].amount
            else { return false }
        }
        return devices(for: need) != nil
    }

    /// The devices that an attempt gets, those with the least free parts first, so that whole
    /// devices stay free; nil if there are too few.
    private func devices(for need: ResourceNeed) -> [Int]? {
        let count = need.deviceCount
        guard count > 0 else { return [] }
        let parts = need.partsPerDevice
        let fitting = freeParts.indices.filter { freeParts[$0] >= parts }
        guard fitting.count >= count else { return nil }
        return fitting.sorted { (freeParts[$0], $0) < (freeParts[$1], $1) }.prefix(count).sorted()
    }

    // MARK: Changes

    /// Takes what an attempt needs, also if there is no room for it.
    ///
    /// What a worker says that it holds is taken as it is.
    @discardableResult
    package mutating func take(_ need: ResourceNeed, for attempt: AttemptID) -> ResourceGrant {
        release(attempt)
        let fullest = freeParts.indices.sorted { (freeParts[$1], $0) < (freeParts[$0], $1) }
        let devices = devices(for: need) ?? fullest.prefix(need.deviceCount).sorted()
        let grant = ResourceGrant(need: need, devices: devices, cores: takeCores(need.cpus))
        change(by: grant, sign: 1)
        grants[attempt] = grant
        return grant
    }

    /// Gives back what an attempt took; nothing if it took nothing.
    package mutating func release(_ attempt: AttemptID) {
        guard let grant = grants.removeValue(forKey: attempt) else { return }
        change(by: grant, sign: -1)
        for core in grant.cores { isCoreTaken[core] = false }
    }

    private mutating func change(by grant: ResourceGrant, sign: Int) {
        let need = grant.need
        usedCPUs += sign * need.cpus
        usedMemory += sign * (need.memory ?? 0)
        for (place, kind) in (offer?.others ?? []).enumerated() {
            usedOthers[place] +=
                sign * (need.others.first { $0.name == kind.name }?.amount ?? 0)
        }
        for device in grant.devices { freeParts[device] -= sign * need.partsPerDevice }
    }

    /// The lowest free cores, fewer if there are too few.
    private mutating func takeCores(_ count: Int) -> [Int] {
        // Most workers never need the list.
        if isCoreTaken.isEmpty { isCoreTaken = Array(repeating: false, count: slots) }
        let cores = Array(isCoreTaken.indices.filter { !isCoreTaken[$0] }.prefix(count))
        for core in cores { isCoreTaken[core] = true }
        return cores
    }

    // MARK: Limits

    /// What the worker lacks to run attempts with these needs, however little it has to do, as
    /// texts for a user; empty if it can run them.
    package func lacks(of need: ResourceNeed) -> [String] {
        guard let offer else { return ["runs a release of podium that knows no resources"] }
        var lacks: [String] = []
        if need.cpus > slots { lacks.append("has \(slots) of \(need.cpus) cpus (its slots)") }
        if need.deviceCount > offer.devices.count {
            lacks.append("has \(offer.devices.count) of \(need.deviceCount) gpus")
        }
        if let memory = need.memory, memory > offer.memory ?? 0 {
            lacks.append(
                "offers \(ResourceNeed.bytes(offer.memory ?? 0)) of "
                    + "\(ResourceNeed.bytes(memory)) of memory")
        }
        for other in need.others where other.amount > offer.amount(of: other.name) {
            lacks.append("has \(offer.amount(of: other.name)) of \(other.amount) \(other.name)")
        }
        return lacks
    }

    /// What is taken now of that which an attempt needs, as texts for a user; empty if it fits.
    package func shortages(of need: ResourceNeed, beside plain: Int) -> [String] {
        guard let offer, !hasRoom(for: need, beside: plain) else { return [] }
        var short: [String] = []
        let free = max(0, slots - plain - usedCPUs)
        if need.cpus > free { short.append("only \(free) of \(slots, "slot") free") }
        if need.deviceCount > 0, devices(for: need) == nil {
            let fitting = freeParts.count { $0 >= need.partsPerDevice }
            short.append(
                "\(fitting) of \(offer.devices.count) gpus have room for it")
        }
        if let memory = need.memory, let total = offer.memory, usedMemory + memory > total {
            short.append("\(ResourceNeed.bytes(max(0, total - usedMemory))) of memory are free")
        }
        for (place, kind) in offer.others.enumerated() {
            let left = kind.amount - usedOthers[place]
            let amount = need.others.first { $0.name == kind.name }?.amount ?? 0
            if amount > left { short.append("\(max(0, left)) \(kind.name) free") }
        }
        return short
    }

    /// Describes what is taken beyond what there is, or nil.
    ///
    /// - Parameter plain: the number of attempts without needs, which take a slot each.
    package func excess(beside plain: Int) -> String? {
        if plain + usedCPUs > slots { return "\(plain + usedCPUs) of \(slots, "slot")" }
        if usedMemory > offer?.memory ?? 0 { return "\(usedMemory) bytes of memory" }
        for (place, kind) in (offer?.others ?? []).enumerated()
        where usedOthers[place] > kind.amount {
            return "\(usedOthers[place]) of \(kind.amount) \(kind.name)"
        }
        for (place, free) in freeParts.enumerated() where free < 0 {
            return "device \(place) beyond its parts by \(-free)"
        }
        return nil
    }
}

/// Room that is kept for others.
extension ResourceLedger {
    /// Whether an attempt can have room without taking from what attempts of an earlier study
    /// could have: as many of these as fit on the worker together.
    ///
    /// Without this rule small trials of a later study would take every slot that becomes free, and
    /// a large trial would never find enough of them.
    ///
    /// - Parameters:
    ///   - need: the attempt's; nil for a slot.
    ///   - plain: the number of attempts without needs.
    func leavesRoom(for earlier: ResourceNeed, _ need: ResourceNeed?, beside plain: Int) -> Bool {
        guard let offer else { return true }
        let own = grants.values.count { $0.need == earlier }
        var kinds = [Kind(total: slots, used: usedCPUs + plain, earlier.cpus, need?.cpus ?? 1)]
        kinds.append(
            Kind(
                total: offer.memory ?? 0, used: usedMemory, earlier.memory ?? 0,
                need?.memory ?? 0))
        for (place, kind) in offer.others.enumerated() {
            func amount(_ need: ResourceNeed?) -> Int {
                need?.others.first { $0.name == kind.name }?.amount ?? 0
            }
            kinds.append(
                Kind(
                    total: kind.amount, used: usedOthers[place], amount(earlier), amount(need)))
        }
        let all = freeParts.count * ResourceNeed.deviceParts
        kinds.append(
            Kind(
                total: all, used: all - freeParts.reduce(0, +), earlier.parts, need?.parts ?? 0))
        let most = kinds.compactMap { $0.earlier > 0 ? $0.total / $0.earlier : nil }.min() ?? 0
        guard own < most else { return true }
        return kinds.allSatisfy {
            $0.earlier == 0
                || $0.used - own * $0.earlier + $0.asked <= $0.total - most * $0.earlier
        }
    }

    /// An amount of one kind: what there is, and what is taken and asked for.
    private struct Kind {
        var total: Int
        var used: Int
        var earlier: Int
        var asked: Int

        init(total: Int, used: Int, _ earlier: Int, _ asked: Int) {
            self.total = total
            self.used = used
            self.earlier = earlier
            self.asked = asked
        }
    }
}

extension ResourceNeed {
    /// The parts of all its devices.
    fileprivate var parts: Int { deviceCount * partsPerDevice }
}
