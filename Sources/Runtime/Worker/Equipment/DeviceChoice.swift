/// Which devices of its machine a worker offers.
package enum DeviceChoice: Sendable, Hashable {
    case all
    case none
    /// By their numbers in the tool's list.
    case numbers([Int])

    /// `all`, `none`, or numbers such as `0,1`; nil for another text.
    package init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "none": self = .none
        default:
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
            }
            guard numbers.count == parts.count, Set(numbers).count == numbers.count else {
                return nil
            }
            self = .numbers(numbers)
        }
    }

    /// The chosen ones of the devices that a tool lists.
    ///
    /// `all` are those that the worker's own environment lets programs see, which is how Slurm and
    /// others give a job a part of a machine.
    func select(
        of devices: [FoundDevice], tool: String, environment: [String: String]
    ) throws(RuntimeError) -> [FoundDevice] {
        switch self {
        case .none: return []
        case .all: return Self.visible(devices, environment)
        case .numbers(let numbers):
            let known = devices.map(\.index)
            for number in numbers where !known.contains(number) {
                throw .noSuchDevice(number: number, tool: tool, known: known)
            }
            return devices.filter { numbers.contains($0.index) }
        }
    }

    /// What `CUDA_VISIBLE_DEVICES`, `ROCR_VISIBLE_DEVICES` or `HIP_VISIBLE_DEVICES` leaves.
    ///
    /// As for programs: a number or the beginning of a UUID each, and what comes after an entry
    /// that names no device does not count.
    private static func visible(
        _ devices: [FoundDevice], _ environment: [String: String]
    ) -> [FoundDevice] {
        var left = devices
        for variable in variables(of: devices.first?.maker) {
            guard let text = environment[variable] else { continue }
            var named: [FoundDevice] = []
            for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
                let entry = entry.filter { $0 != " " }
                let match = left.first {
                    Int(entry) == $0.index
                        || (entry.hasPrefix("GPU-") && $0.identifier.hasPrefix(entry))
                }
                guard let match, !named.contains(match) else { break }
                named.append(match)
            }
            left = named.sorted { $0.index < $1.index }
        }
        return left
    }

    private static func variables(of maker: FoundDevice.Maker?) -> [String] {
        switch maker {
        case .nvidia: ["CUDA_VISIBLE_DEVICES"]
        case .amd: ["ROCR_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"]
        case nil: []
        }
    }
}
