import Coordination
import StudyModel

/// I12: nobody holds more than it has. Counted here from the jobs, without the machines' ledgers.
extension SimulatedCluster {
    /// What attempts take in total.
    private struct Total {
        var cpus = 0
        var memory = 0
        var licences = 0
        var gpus = 0.0

        mutating func add(_ need: ResourceNeed) {
            cpus += need.cpus
            memory += need.memory ?? 0
            licences += need.others.reduce(0) { $0 + $1.amount }
            gpus += need.gpus
        }

        func excess(slots: Int, _ offer: WorkerResources?) -> String? {
            let licences = offer?.others.reduce(0) { $0 + $1.amount } ?? 0
            let devices = Double(offer?.devices.count ?? 0)
            guard cpus <= slots, memory <= offer?.memory ?? 0, self.licences <= licences,
                gpus <= devices + 1e-9
            else { return "\(self) of \(slots) slots and \(offer as Any)" }
            return nil
        }
    }

    /// What was assigned to a worker, and is not known to have ended, fits on it together.
    func checkNeeds(
        of messages: [CoordinatorEffects.Message], _ machine: CoordinatorMachine
    ) throws {
        for item in messages {
            guard case .assign = item.message, !Self.isHostile(item.peer),
                let session = machine.sessions[item.peer]
            else { continue }
            var total = Total()
            for attempt in session.outstanding {
                let job = schedule.jobs.first { $0.study == attempt.study }
                if let need = job?.resources { total.add(need) }
            }
            let worker = connections[Self.connection(item.peer)].process.worker
            if let excess = total.excess(slots: schedule.slots, schedule.offers[worker]) {
                throw SimulationFailure("I12: \(session.identity.name) is assigned \(excess)")
            }
        }
    }

    /// What runs on a worker fits on it together, each device and each core by itself.
    func checkRoom(of index: Int) throws {
        var total = Total()
        var devices: [Int: Double] = [:]
        var cores: Set<Int> = []
        for execution in workers[index].executions.values {
            guard let need = execution.job.resources, let grant = execution.grant else {
                total.cpus += 1
                continue
            }
            total.add(need)
            guard grant.devices.count == Int(need.gpus.rounded(.up)),
                grant.cores.count == need.cpus, cores.isDisjoint(with: grant.cores)
            else { throw SimulationFailure("I12: \(workers[index].name) gives \(grant)") }
            cores.formUnion(grant.cores)
            for device in grant.devices { devices[device, default: 0] += min(need.gpus, 1) }
        }
        let excess = total.excess(slots: schedule.slots, schedule.offers[index])
        if let excess { throw SimulationFailure("I12: \(workers[index].name) runs \(excess)") }
        guard devices.values.allSatisfy({ $0 <= 1 + 1e-9 }) else {
            throw SimulationFailure("I12: \(workers[index].name) uses devices \(devices)")
        }
    }
}

extension CheckedCoordinator {
    /// What the coordinator hears, as a coordinator with the bug understands it.
    func mutated(_ event: CoordinatorEvent) -> CoordinatorEvent {
        guard mutation == .readsMoreResources, case .received(.hello(var hello), let peer) = event,
            let offer = hello.resources
        else { return event }
        hello.resources = WorkerResources(
            devices: offer.devices + offer.devices, memory: offer.memory.map { $0 * 2 },
            others: offer.others.map { ResourceAmount($0.name, $0.amount * 2) })
        for place in hello.resources!.devices.indices {
            hello.resources!.devices[place].index = place
        }
        return .received(.hello(hello), from: peer)
    }
}
