import Coordination

extension SimulatedCluster {
    /// One fault of those that users meet, and the time of the next.
    mutating func strike() throws {
        guard !isHealed, !isDone, faultsLeft > 0 else { return }
        faultsLeft -= 1
        after(random.uniform(0...2 * schedule.faultIntervalSeconds), .fault)
        let victim = random.int(0...workers.count - 1)
        switch random.int(0...11) {
        case 0, 1: killWorker(victim, isNoticed: true)
        case 2: killWorker(victim, isNoticed: false)
        case 3:
            guard workers[victim].machine != nil, !isStalled(victim) else { break }
            log("\(workers[victim].name) is interrupted")
            try tell(victim, .interrupted)
        case 4: cut(victim, up: true, down: true, seconds: random.uniform(0.1...5))
        case 5: cut(victim, up: true, down: true, seconds: random.uniform(5...60))
        case 6: cut(victim, up: true, down: false, seconds: random.uniform(0.1...30))
        case 7: cut(victim, up: false, down: true, seconds: random.uniform(0.1...30))
        case 8, 9:
            guard coordinator != nil else { break }
            let point = random.element(of: CrashPoint.allCases)
            log("coordinator will be killed: \(point)")
            if point == .atOnce { crashCoordinator() } else { nextCrash = point }
        case 10:
            guard let node = coordinator, now >= node.stalledUntil else { break }
            let longest = random.chance(0.5) ? 10 : 2.5 * schedule.leaseSeconds
            let seconds = random.uniform(0.05...longest)
            log("coordinator hangs for \(seconds) s")
            coordinator!.stalledUntil = now + seconds
            stalls.append((from: now, until: now + seconds))
        default: stall(victim, seconds: random.uniform(0.1...60))
        }
    }

    private mutating func killWorker(_ victim: Int, isNoticed: Bool) {
        guard workers[victim].machine != nil else { return }
        log("\(workers[victim].name) is killed")
        let name = workers[victim].name
        kill(victim, isNoticed: isNoticed)
        // The parent of a local worker sees it end.
        if isNoticed, random.chance(0.3), !schedule.hasClone {
            after(0.001, .workerEnded(name: name))
        }
        after(random.uniform(0.05...30), .startWorker(victim))
    }

    /// Nothing gets through in these directions.
    ///
    /// A long cut ends the connection: heartbeats stay away.
    private mutating func cut(_ worker: Int, up: Bool, down: Bool, seconds: Double) {
        log("worker \(worker) is cut off\(up ? " up" : "")\(down ? " down" : "") for \(seconds) s")
        if up { workers[worker].upCutUntil = max(workers[worker].upCutUntil, now + seconds) }
        if down { workers[worker].downCutUntil = max(workers[worker].downCutUntil, now + seconds) }
        guard seconds > 6, let connection = workers[worker].connection else { return }
        after(random.uniform(6...8), .brokenAtCoordinator(connection))
        after(random.uniform(6...8), .brokenAtWorker(connection))
    }

    /// The process does nothing for a while; its transport may or may not go on answering
    /// heartbeats.
    private mutating func stall(_ worker: Int, seconds: Double) {
        guard workers[worker].machine != nil else { return }
        log("\(workers[worker].name) hangs for \(seconds) s")
        workers[worker].stalledUntil = now + seconds
        guard seconds > 6, random.chance(0.5), let connection = workers[worker].connection else {
            return
        }
        after(random.uniform(6...8), .brokenAtCoordinator(connection))
        after(seconds, .brokenAtWorker(connection))
    }

    /// Ends all faults; what is down starts.
    mutating func heal() throws {
        log("all is healed")
        isHealed = true
        nextCrash = nil
        coordinator?.stalledUntil = now
        for place in stalls.indices { stalls[place].until = min(stalls[place].until, now) }
        try startCoordinator()
        if schedule.hasOperators { try endOperations() }
        scheduleTurn(at: now)
        for index in workers.indices {
            workers[index].upCutUntil = min(workers[index].upCutUntil, now)
            workers[index].downCutUntil = min(workers[index].downCutUntil, now)
            workers[index].stalledUntil = min(workers[index].stalledUntil, now)
            if workers[index].machine == nil { try startWorker(index) }
        }
    }
}
