import ArgumentParser
import Coordination
import Foundation
import JobFiles
import ProcessControl
import Runtime
import StudyModel

/// What a worker on this machine offers beside slots.
struct WorkerResourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The GPUs to offer to programs: all, none, or numbers as in 0,1 (default: all that "
                + "nvidia-smi or rocm-smi lists).", valueName: "list"))
    var gpus: String?

    @Option(
        help: ArgumentHelp(
            "The memory to offer, as in 16GB (default: the machine's, or its control group's).",
            valueName: "size"))
    var memory: String?

    @Option(
        help: ArgumentHelp(
            "An amount of another resource to offer, as in licence=2; may be repeated.",
            valueName: "name=n"))
    var resource: [String] = []

    func validate() throws {
        if let gpus, DeviceChoice(gpus) == nil {
            throw ValidationError(
                "--gpus is '\(gpus)'; expected all, none, or numbers of devices such as 0,1")
        }
        if let memory { _ = try Self.bytes(memory) }
        let amounts = try resource.map(Self.amount)
        for (place, amount) in amounts.enumerated()
        where amounts[..<place].contains(where: { $0.name == amount.name }) {
            throw ValidationError("--resource \(amount.name) is given twice")
        }
        guard amounts.count <= ResourceNeed.mostKinds else {
            throw ValidationError(
                "--resource is given \(amounts.count) times; expected at most "
                    + "\(ResourceNeed.mostKinds)")
        }
    }

    /// The options as arguments of another `podium worker`.
    var arguments: [String] {
        (gpus.map { ["--gpus", $0] } ?? []) + (memory.map { ["--memory", $0] } ?? [])
            + resource.flatMap { ["--resource", $0] }
    }

    /// Looks for the devices of this machine.
    ///
    /// - Parameter runsPrograms: without programs nothing uses a device, and none is looked for
    ///   unless the options ask for it.
    func equipment(slots: Int, runsPrograms: Bool) throws -> WorkerEquipment {
        let choice = gpus.flatMap(DeviceChoice.init)
        let devices =
            runsPrograms || choice != nil
            ? try DeviceSearch().devices(choice) { Terminal.error("warning: \($0)") } : []
        return WorkerEquipment(devices: devices, cores: CoreSet.own, slots: slots)
    }

    /// What the coordinator is told.
    func offer(with equipment: WorkerEquipment) throws -> WorkerResources {
        WorkerResources(
            devices: Array(equipment.offered.prefix(ResourceNeed.mostDevices)),
            memory: try memory.map(Self.bytes) ?? MachineMemory.bytes,
            others: try resource.map(Self.amount))
    }

    private static func bytes(_ text: String) throws -> Int {
        guard let bytes = ByteSize.bytes(text), ResourceNeed.memoryRange.contains(bytes) else {
            throw ValidationError(
                "--memory is '\(text)'; expected a size with its unit, such as 500MB or 16GB")
        }
        return bytes
    }

    private static func amount(_ text: String) throws -> ResourceAmount {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, ResourceAmount.isName(parts[0]), let amount = Int(parts[1]),
            ResourceAmount.range.contains(amount)
        else {
            throw ValidationError(
                "--resource is '\(text)'; expected a name and a number from 1 to "
                    + "\(ResourceAmount.range.upperBound), such as licence=2; cpus are --slots, "
                    + "gpus and memory have options of their own")
        }
        return ResourceAmount(parts[0], amount)
    }
}
