import StudyModel

/// Collects the differences between two jobs.
struct DifferenceList {
    var differences: [JobDifference] = []

    mutating func add<Value: Equatable>(
        _ field: String, _ recorded: Value, _ requested: Value,
        _ verdict: JobDifference.Verdict = .refused,
        text: (Value) -> String = { String(describing: $0) }
    ) {
        guard recorded != requested else { return }
        differences.append(
            JobDifference(
                field: field, recorded: text(recorded), requested: text(requested),
                verdict: verdict))
    }

    mutating func addSettings(_ field: String, _ recorded: [Setting], _ requested: [Setting]) {
        let names = recorded.map(\.name)
        for name in names + requested.map(\.name).filter({ !names.contains($0) }) {
            let old = recorded.first { $0.name == name }?.value
            let new = requested.first { $0.name == name }?.value
            add("\(field).\(name)", old, new) { $0?.text ?? "nothing" }
        }
    }

    mutating func addSpace(_ recorded: SearchSpace, _ requested: SearchSpace) {
        let old = recorded.parameters.map(\.name)
        let new = requested.parameters.map(\.name)
        for name in old + new.filter({ !old.contains($0) }) {
            add("space.\(name)", recorded[name]?.domain, requested[name]?.domain) {
                $0?.text ?? "nothing"
            }
            add("space.\(name).when", recorded[name]?.condition, requested[name]?.condition) {
                $0?.description ?? "always"
            }
            add("space.\(name).prior", recorded[name]?.prior, requested[name]?.prior) {
                $0?.description ?? "nothing"
            }
        }
        add("constraints", recorded.constraints, requested.constraints) { list in
            list.isEmpty ? "nothing" : list.map(\.text).joined(separator: ", ")
        }
        // A pool's values and a grid's order depend on the parameters' order.
        if Set(old) == Set(new) {
            add("the order of space", old, new) { $0.joined(separator: ", ") }
        }
    }
}
