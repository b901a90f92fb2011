import StudyModel
import Testing

@testable import Coordination
@testable import Runtime

/// What a worker's machine has, and how attempts get it.
@Suite("Equipment")
struct EquipmentTests {
    private let devices = [
        FoundDevice(maker: .nvidia, index: 0, identifier: "GPU-a", name: "A\u{1B}[2J", memory: 5),
        FoundDevice(maker: .nvidia, index: 3, identifier: "GPU-b", name: "é", memory: nil),
    ]

    private func grant(devices: [Int] = [], cores: [Int] = [0]) -> ResourceGrant {
        ResourceGrant(need: ResourceNeed(), devices: devices, cores: cores)
    }

    @Test("Programs see the devices that they were granted, by UUID, and no others")
    func variables() {
        let equipment = WorkerEquipment(devices: devices, cores: [4, 5, 9], slots: 2)
        let both = equipment.placement(of: grant(devices: [0, 1], cores: [0, 1]))
        #expect(both.variables == ["CUDA_VISIBLE_DEVICES": "GPU-a,GPU-b"] && both.cores == [4, 5])
        let none = equipment.placement(of: grant(cores: [1]))
        #expect(none.variables == ["CUDA_VISIBLE_DEVICES": ""] && none.cores == [5])
        #expect(none.remark == "sees no GPU, as the job asks for none (resources.gpus)")
        let plain = equipment.placement(of: nil)
        #expect(plain.variables == ["CUDA_VISIBLE_DEVICES": ""] && plain.cores == [])
        #expect(WorkerEquipment().placement(of: nil) == .anywhere)
    }

    @Test("AMD's are named by their numbers")
    func amd() {
        let device = FoundDevice(maker: .amd, index: 2, identifier: "2", name: "MI210")
        let placement = WorkerEquipment(devices: [device]).placement(of: grant(devices: [0]))
        #expect(placement.variables == ["HIP_VISIBLE_DEVICES": "2"])
        #expect(placement.remark == "sees GPU 2 (MI210)")
    }

    @Test("A worker with more slots than cores gives attempts no cores of their own")
    func cores() {
        let few = WorkerEquipment(cores: [0, 1], slots: 4)
        #expect(few.placement(of: grant(cores: [0, 1])).cores == [])
    }

    @Test("The coordinator is told names that it accepts")
    func offered() {
        let offered = WorkerEquipment(devices: devices).offered
        #expect(offered.map(\.name) == ["A[2J", "GPU"] && offered.map(\.index) == [0, 3])
    }

    @Test("A control group's limit counts, of whatever version and level")
    func memory() {
        func limit(_ groups: String, _ files: [String: String]) -> Int? {
            MachineMemory.limit(groups: groups) { files[$0] }
        }
        #expect(limit("", [:]) == nil)
        #expect(limit("0::/a/b\n", ["/sys/fs/cgroup/a/b/memory.max": "max\n"]) == nil)
        #expect(
            limit(
                "0::/a/b\n",
                [
                    "/sys/fs/cgroup/a/b/memory.max": "9000\n",
                    "/sys/fs/cgroup/a/memory.max": "8000\n",
                    "/sys/fs/cgroup/memory.max": "max\n",
                ]) == 8000)
        // A container sees its own root, and the host's path.
        #expect(
            limit(
                "4:memory:/docker/0f\n3:cpuset:/\n0::/\n",
                ["/sys/fs/cgroup/memory/memory.limit_in_bytes": "7000\n"]) == 7000)
        #expect(limit("nonsense\n::\n1:memory\n", [:]) == nil)
        #expect(MachineMemory.bytes > 1 << 20)
    }
}
