import Foundation

/// A device as its driver's tool lists it.
package struct FoundDevice: Sendable, Hashable {
    package enum Maker: Sendable, Hashable { case nvidia, amd }

    package var maker: Maker
    /// Its number in the tool's list.
    package var index: Int
    /// What names it for programs: the UUID of an NVIDIA device, the number of an AMD one.
    package var identifier: String
    package var name: String
    /// Bytes; nil where the tool doesn't say.
    package var memory: Int?

    package init(
        maker: Maker, index: Int, identifier: String, name: String, memory: Int? = nil
    ) {
        self.maker = maker
        self.index = index
        self.identifier = identifier
        self.name = name
        self.memory = memory
    }
}

/// Reads the lists that drivers' tools print.
enum DeviceListing {
    /// What can't be understood in a list.
    struct Fault: Error, Hashable {
        var text: String
    }

    /// The options of `nvidia-smi` for a list of this form.
    static let nvidiaOptions = [
        "--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits",
    ]
    /// The options of `rocm-smi` for a list of this form.
    static let amdOptions = ["--showproductname", "--showmeminfo", "vram", "--json"]

    /// Lines such as `0, GPU-5f3a…, NVIDIA A100-SXM4-40GB, 40960`, with memory in MiB.
    static func nvidia(_ text: String) throws(Fault) -> [FoundDevice] {
        var devices: [FoundDevice] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                .map(trimmed)
            if fields == [""] || fields == ["No devices were found"] { continue }
            guard fields.count >= 4, let index = Int(fields[0]), index >= 0 else {
                throw Fault(text: "the line '\(line.prefix(80))' is not index, uuid, name, memory")
            }
            let identifier = fields[1]
            guard identifier.hasPrefix("GPU-"), identifier.utf8.count <= 64,
                identifier.allSatisfy({
                    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
                })
            else { throw Fault(text: "device \(index) has the UUID '\(identifier.prefix(80))'") }
            // A name may have commas.
            let name = fields[2..<fields.count - 1].joined(separator: ", ")
            devices.append(
                FoundDevice(
                    maker: .nvidia, index: index, identifier: identifier, name: name,
                    // [N/A] of a device that shares the machine's memory.
                    memory: Int(fields[fields.count - 1]).flatMap { bytes(mebibytes: $0) }))
        }
        return try checked(devices)
    }

    /// An object with a key `card0` for each device.
    static func amd(_ text: String) throws(Fault) -> [FoundDevice] {
        // Some versions print warnings before it.
        guard let start = text.firstIndex(of: "{"),
            let object = try? JSONSerialization.jsonObject(with: Data(text[start...].utf8)),
            let cards = object as? [String: Any]
        else { throw Fault(text: "it is no JSON object") }
        var devices: [FoundDevice] = []
        for key in cards.keys.sorted() where key.hasPrefix("card") {
            guard let index = Int(key.dropFirst(4)), index >= 0,
                let values = cards[key] as? [String: Any]
            else { throw Fault(text: "'\(key.prefix(80))' is no device") }
            func value(_ names: String...) -> String? {
                names.lazy.compactMap { name in
                    values.first { $0.key.lowercased() == name }?.value as? String
                }.map(trimmed).first { !$0.isEmpty && $0 != "N/A" }
            }
            devices.append(
                FoundDevice(
                    maker: .amd, index: index, identifier: "\(index)",
                    name: value("card series", "device name", "card model") ?? "AMD GPU",
                    memory: value("vram total memory (b)").flatMap { Int($0) }
                        .flatMap { $0 > 0 ? $0 : nil }))
        }
        return try checked(devices)
    }

    private static func checked(_ devices: [FoundDevice]) throws(Fault) -> [FoundDevice] {
        let sorted = devices.sorted { $0.index < $1.index }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.index == next.index {
            throw Fault(text: "device \(one.index) is listed twice")
        }
        guard Set(devices.map(\.identifier)).count == devices.count else {
            throw Fault(text: "two devices have one UUID")
        }
        return sorted
    }

    private static func bytes(mebibytes: Int) -> Int? {
        (1...1 << 30).contains(mebibytes) ? mebibytes << 20 : nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespaces)
    }
}
