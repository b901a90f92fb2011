import Coordination
import StudyModel
import TestSupport
import Testing

/// What attempts take of a worker, and which devices and cores they get.
struct ResourceLedgerTests {
    private func ledger(
        slots: Int = 64, devices: Int = 0, memory: Int? = nil, licences: Int = 0
    ) -> ResourceLedger {
        ResourceLedger(
            slots: slots,
            offer: WorkerResources(
                devices: (0..<devices).map { .init(index: $0, name: "d") }, memory: memory,
                others: licences > 0 ? [ResourceAmount("licence", licences)] : []))
    }

    private func attempt(_ number: Int) -> AttemptID {
        AttemptID(study: "s", trial: number, number: 1, incarnation: 1, jobFingerprint: 0)
    }

    /// Takes as many attempts as fit.
    private func fill(_ ledger: inout ResourceLedger, _ need: ResourceNeed) -> [ResourceGrant] {
        var grants: [ResourceGrant] = []
        while grants.count < 1000, ledger.hasRoom(for: need, beside: 0) {
            grants.append(ledger.take(need, for: attempt(1000 + ledger.grants.count)))
        }
        return grants
    }

    @Test("A device has room for floor(1/f) attempts with a share f, and for no more")
    func shares() {
        for count in 1...100 {
            var full = ledger(slots: 1000, devices: 2)
            let share = 1 / Double(count)
            #expect(fill(&full, ResourceNeed(gpus: share)).count == 2 * count, "1/\(count)")
            #expect(full.excess(beside: 0) == nil)
        }
        for (share, count) in [
            (0.3, 3), (0.34, 2), (0.33, 3), (0.333, 3), (0.51, 1), (0.7, 1), (1, 1), (0.1, 10),
        ] {
            var full = ledger(slots: 1000, devices: 1)
            #expect(fill(&full, ResourceNeed(gpus: share)).count == count, "\(share)")
        }
    }

    @Test("Whole devices are taken together, and a device in parts is no whole one")
    func whole() {
        var four = ledger(devices: 4)
        #expect(fill(&four, ResourceNeed(gpus: 2)).map(\.devices) == [[0, 1], [2, 3]])
        var mixed = ledger(devices: 3)
        mixed.take(ResourceNeed(gpus: 0.5), for: attempt(0))
        #expect(fill(&mixed, ResourceNeed(gpus: 1)).map(\.devices) == [[1], [2]])
        var none = ledger(devices: 1)
        none.take(ResourceNeed(gpus: 0.25), for: attempt(0))
        #expect(!none.hasRoom(for: ResourceNeed(gpus: 1), beside: 0))
        #expect(none.hasRoom(for: ResourceNeed(gpus: 0.75), beside: 0) == false)
        #expect(none.hasRoom(for: ResourceNeed(gpus: 0.5), beside: 0))
    }

    @Test("Shares go to the device with the least free parts, so that whole devices stay free")
    func leastFree() {
        var ledger = ledger(devices: 3)
        let half = ResourceNeed(gpus: 0.5)
        #expect(ledger.take(half, for: attempt(0)).devices == [0])
        #expect(ledger.take(half, for: attempt(1)).devices == [0])
        #expect(ledger.take(half, for: attempt(2)).devices == [1])
        ledger.release(attempt(0))
        #expect(ledger.take(ResourceNeed(gpus: 0.25), for: attempt(3)).devices == [0])
        #expect(ledger.take(ResourceNeed(gpus: 1), for: attempt(4)).devices == [2])
    }

    @Test("Cores are the lowest free ones")
    func cores() {
        var ledger = ledger(slots: 6)
        let two = ResourceNeed(cpus: 2)
        #expect(ledger.take(two, for: attempt(0)).cores == [0, 1])
        #expect(ledger.take(two, for: attempt(1)).cores == [2, 3])
        ledger.release(attempt(0))
        #expect(ledger.take(ResourceNeed(cpus: 3), for: attempt(2)).cores == [0, 1, 4])
        #expect(ledger.hasRoom(for: ResourceNeed(cpus: 1), beside: 0))
        #expect(!ledger.hasRoom(for: ResourceNeed(cpus: 1), beside: 1))
    }

    @Test("Memory and named kinds are counted, and what is lacking is said with both numbers")
    func amounts() {
        var ledger = ledger(slots: 4, memory: 10_000_000_000, licences: 2)
        let need = ResourceNeed(
            memory: 4_000_000_000, others: [ResourceAmount("licence", 1)])
        #expect(fill(&ledger, need).count == 2)
        #expect(
            ledger.shortages(of: need, beside: 0)
                == ["2 GB of memory are free", "0 licence free"])
        #expect(ledger.lacks(of: need) == [])
        let large = ResourceNeed(
            cpus: 5, gpus: 0.5, memory: 16_000_000_000,
            others: [ResourceAmount("licence", 3), ResourceAmount("tape", 1)])
        #expect(
            ledger.lacks(of: large) == [
                "has 4 of 5 cpus (its slots)", "has 0 of 1 gpus", "offers 10 GB of 16 GB of memory",
                "has 2 of 3 licence", "has 0 of 1 tape",
            ])
        let old = ResourceLedger(slots: 4, offer: nil)
        #expect(
            old.lacks(of: ResourceNeed()) == ["runs a release of podium that knows no resources"])
        #expect(!old.hasRoom(for: ResourceNeed(), beside: 0))
    }

    @Test("Whatever comes and goes, no more is taken than there is, and all of it comes back")
    func randomly() {
        for seed in UInt64(0)..<200 {
            var random = ScheduleGenerator(seed: seed, stream: 21)
            var ledger = ledger(
                slots: random.int(1...16), devices: random.int(0...4), memory: random.int(0...100),
                licences: random.int(0...3))
            let empty = ledger
            var held: [AttemptID] = []
            for step in 0..<200 {
                if random.chance(0.4), !held.isEmpty {
                    ledger.release(held.remove(at: random.int(0...held.count - 1)))
                } else {
                    let need = ResourceNeed(
                        cpus: random.int(1...4),
                        gpus: random.element(of: [0, 0.07, 0.25, 0.3, 0.5, 0.9, 1, 2, 3]),
                        memory: random.element(of: [nil, 10, 45]),
                        others: random.chance(0.2) ? [ResourceAmount("licence", 1)] : [])
                    let fits = ledger.hasRoom(for: need, beside: 0)
                    let isPossible = ledger.lacks(of: need).isEmpty
                    #expect(
                        fits == (isPossible && ledger.shortages(of: need, beside: 0).isEmpty))
                    guard fits else { continue }
                    let grant = ledger.take(need, for: attempt(step))
                    #expect(grant.cores.count == need.cpus)
                    #expect(grant.devices.count == need.deviceCount)
                    held.append(attempt(step))
                }
                #expect(ledger.excess(beside: 0) == nil)
            }
            for attempt in held { ledger.release(attempt) }
            #expect(ledger.grants == empty.grants && ledger.usedCPUs == 0)
            let all = ResourceNeed(
                cpus: ledger.slots, gpus: Double(ledger.offer?.devices.count ?? 0),
                memory: ledger.offer?.memory)
            #expect(ledger.hasRoom(for: all, beside: 0))
        }
    }
}
