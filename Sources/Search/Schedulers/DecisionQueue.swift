/// Decisions of a scheduler that were not taken out yet, in their order.
struct DecisionQueue: Sendable {
    private var decisions: [SchedulerDecision] = []
    private var taken = 0

    mutating func append(_ decision: SchedulerDecision) { decisions.append(decision) }

    mutating func next() -> SchedulerDecision? {
        guard taken < decisions.count else {
            decisions.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        taken += 1
        return decisions[taken - 1]
    }
}
