package import StudyModel

/// What a worker offers its attempts beside slots.
package struct WorkerResources: Sendable, Hashable {
    /// A device that programs can use.
    package struct Device: Sendable, Hashable {
        /// Its number on the worker's machine.
        package var index: Int
        package var name: String
        /// Bytes of its memory; nil if they are not known.
        package var memory: Int?

        package init(index: Int, name: String, memory: Int? = nil) {
            self.index = index
            self.name = name
            self.memory = memory
        }
    }

    package var devices: [Device]
    /// Bytes of memory for all attempts together; nil if the worker does not know.
    package var memory: Int?
    /// Amounts of other kinds, in the order of their names.
    package var others: [ResourceAmount]

    package init(devices: [Device] = [], memory: Int? = nil, others: [ResourceAmount] = []) {
        self.devices = devices
        self.memory = memory
        self.others = others.sorted { $0.name < $1.name }
    }

    func amount(of name: String) -> Int { others.first { $0.name == name }?.amount ?? 0 }
}

/// What an attempt gets of its worker.
package struct ResourceGrant: Sendable, Hashable {
    package var need: ResourceNeed
    /// Places in the worker's list of devices.
    package var devices: [Int]
    /// Places among the worker's slots.
    package var cores: [Int]
}
