package import Coordination
package import Objectives
import StudyModel

/// The cores and devices of a worker's machine that attempts get.
package struct WorkerEquipment: Sendable, Hashable {
    /// In the order of the devices in `WorkerResources`.
    package var devices: [FoundDevice]
    /// The cores that this process may use, by the system's numbers; one per slot is given to
    /// attempts, the lowest first.
    package var cores: [Int]

    /// - Parameter slots: with more slots than cores, attempts get no cores of their own.
    package init(devices: [FoundDevice] = [], cores: [Int] = [], slots: Int = 0) {
        self.devices = devices
        self.cores = slots <= cores.count ? Array(cores.prefix(slots)) : []
    }

    /// The devices as the coordinator is told of them.
    package var offered: [WorkerResources.Device] {
        devices.map {
            // A name from a driver that the coordinator would refuse must not end the worker.
            let name = String(
                decoding: $0.name.utf8.filter { (0x20..<0x7F).contains($0) }.prefix(100),
                as: UTF8.self)
            return WorkerResources.Device(
                index: $0.index, name: name.isEmpty ? "GPU" : name, memory: $0.memory)
        }
    }

    /// Where an attempt runs with what it was granted; nil is a slot and nothing else.
    package func placement(of grant: ResourceGrant?) -> TrialPlacement {
        TrialPlacement(
            cores: (grant?.cores ?? []).compactMap { cores.indices.contains($0) ? cores[$0] : nil },
            variables: variables(grant), remark: remark(grant))
    }

    /// The variable that tells programs which devices they see.
    ///
    /// It is empty for an attempt that was granted none: otherwise its program would find all
    /// devices of the machine, and take memory of those that others were granted.
    private func variables(_ grant: ResourceGrant?) -> [String: String] {
        guard let maker = devices.first?.maker else { return [:] }
        let granted = chosen(grant).map(\.identifier).joined(separator: ",")
        return switch maker {
        case .nvidia: ["CUDA_VISIBLE_DEVICES": granted]
        case .amd: ["HIP_VISIBLE_DEVICES": granted]
        }
    }

    private func remark(_ grant: ResourceGrant?) -> String? {
        guard !devices.isEmpty else { return nil }
        let chosen = chosen(grant)
        guard !chosen.isEmpty else {
            return "sees no GPU, as the job asks for none (resources.gpus)"
        }
        let names = chosen.map { "\($0.index) (\($0.name))" }.joined(separator: ", ")
        return "sees GPU \(names)"
    }

    private func chosen(_ grant: ResourceGrant?) -> [FoundDevice] {
        (grant?.devices ?? []).compactMap { devices.indices.contains($0) ? devices[$0] : nil }
    }
}
