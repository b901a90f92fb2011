import Testing

@testable import ProcessControl
@testable import Runtime

/// What the tools of drivers list, and which of it a worker offers.
@Suite("Devices")
struct DeviceListingTests {
    private static let nvidia = """
        0, GPU-5f3a1c2e-0b1d-4c3e-9f00-000000000000, NVIDIA A100-SXM4-40GB, 40960
        1, GPU-5f3a1c2e-0b1d-4c3e-9f00-111111111111, NVIDIA A100-SXM4-40GB, 40960
        2, GPU-77777777-0b1d-4c3e-9f00-222222222222, Tesla V100, PCIe, 16384

        """

    private static let amd = """
        WARNING: AMD GPU device(s) is/are in a low-power state. Check power control
        {"card1": {"Card Series": "AMD Instinct MI210", "Card Model": "0x740f",
          "VRAM Total Memory (B)": "68702699520", "VRAM Total Used Memory (B)": "10850304"},
         "card0": {"Card series": "AMD Instinct MI210", "VRAM Total Memory (B)": "68702699520"},
         "card2": {"Device Name": "N/A", "Card Model": "0x164e", "VRAM Total Memory (B)": "N/A"},
         "system": {"Driver version": "6.10.5"}}
        """

    @Test("nvidia-smi's list is read, with commas in names and without memory")
    func nvidia() throws {
        let devices = try DeviceListing.nvidia(Self.nvidia)
        #expect(devices.map(\.index) == [0, 1, 2])
        #expect(devices[0].identifier == "GPU-5f3a1c2e-0b1d-4c3e-9f00-000000000000")
        #expect(devices[0].name == "NVIDIA A100-SXM4-40GB" && devices[2].name == "Tesla V100, PCIe")
        #expect(devices[0].memory == 40960 << 20)
        let shared = try DeviceListing.nvidia("0, GPU-1, NVIDIA GB10, [N/A]\n")
        #expect(shared.first?.memory == nil && shared.first?.name == "NVIDIA GB10")
        #expect(try DeviceListing.nvidia("No devices were found\n").isEmpty)
        #expect(try DeviceListing.nvidia("").isEmpty)
    }

    @Test("rocm-smi's list is read, after warnings and with the names of several versions")
    func amd() throws {
        let devices = try DeviceListing.amd(Self.amd)
        #expect(devices.map(\.index) == [0, 1, 2] && devices.map(\.identifier) == ["0", "1", "2"])
        #expect(devices[0].name == "AMD Instinct MI210" && devices[2].name == "0x164e")
        #expect(devices.map(\.memory) == [68_702_699_520, 68_702_699_520, nil])
    }

    @Test(
        "A damaged list is refused with what is wrong",
        arguments: [
            ("0, GPU-1", "the line '0, GPU-1' is not index, uuid, name, memory"),
            ("x, GPU-1, a, 1", "is not index"), ("-1, GPU-1, a, 1", "is not index"),
            ("0, 1234, a, 1", "device 0 has the UUID '1234'"),
            ("0, GPU-a b, a, 1", "device 0 has the UUID"),
            ("0, GPU-1, a, 1\n0, GPU-2, a, 1", "device 0 is listed twice"),
            ("0, GPU-1, a, 1\n1, GPU-1, a, 1", "two devices have one UUID"),
            ("<html>", "is not index"),
        ])
    func damagedNVIDIA(text: String, expected: String) {
        let fault = #expect(throws: DeviceListing.Fault.self) { try DeviceListing.nvidia(text) }
        #expect(fault?.text.contains(expected) == true, "\(fault?.text ?? "")")
    }

    @Test(
        "So is a damaged one of rocm-smi",
        arguments: [
            ("", "no JSON object"), ("{\"card0\": {", "no JSON object"), ("[1]", "no JSON object"),
            ("{\"card0\": 3}", "'card0' is no device"), ("{\"cardx\": {}}", "'cardx' is no device"),
            ("{\"card0\": {}, \"card00\": {}}", "device 0 is listed twice"),
        ])
    func damagedAMD(text: String, expected: String) {
        let fault = #expect(throws: DeviceListing.Fault.self) { try DeviceListing.amd(text) }
        #expect(fault?.text.contains(expected) == true, "\(fault?.text ?? "")")
    }

    @Test("Random bytes and cut lists never crash the reader")
    func cut() {
        for text in [Self.nvidia, Self.amd] {
            for length in 0...text.utf8.count {
                let part = String(decoding: text.utf8.prefix(length), as: UTF8.self)
                _ = try? DeviceListing.nvidia(part)
                _ = try? DeviceListing.amd(part)
            }
        }
    }

    // MARK: Choices

    @Test("A choice is all, none, or numbers")
    func choices() {
        #expect(DeviceChoice("all") == .all)
        #expect(DeviceChoice("none").map { $0 == DeviceChoice.none } == true)
        #expect(DeviceChoice("0") == .numbers([0]) && DeviceChoice("2,0") == .numbers([2, 0]))
        for text in [
            "", "ALL", "0,", ",", "0,0", "-1", "+1", "a", "0;1", " 0", "99999999999999999999",
        ] {
            #expect(DeviceChoice(text) == Optional<DeviceChoice>(nil), "'\(text)'")
        }
    }

    /// A search that finds these programs, by what they print.
    private func search(
        _ programs: [String: ChildProgram.Outcome], environment: [String: String] = [:]
    ) -> DeviceSearch {
        var search = DeviceSearch()
        search.environment = environment
        search.run = { words, _ in programs[words[0]] }
        return search
    }

    private func printing(_ text: String) -> ChildProgram.Outcome {
        ChildProgram.Outcome(status: 0, output: Array(text.utf8), errors: [])
    }

    private func found(
        _ search: DeviceSearch, _ choice: DeviceChoice?, warnings: inout [String]
    ) throws -> [Int] {
        var said: [String] = []
        defer { warnings += said }
        return try search.devices(choice) { said.append($0) }.map(\.index)
    }

    @Test("Numbers choose devices; what does not exist is refused with what does")
    func numbers() throws {
        var warnings: [String] = []
        let search = search(["nvidia-smi": printing(Self.nvidia)])
        #expect(try found(search, .numbers([2, 0]), warnings: &warnings) == [0, 2])
        #expect(try found(search, nil, warnings: &warnings) == [0, 1, 2])
        #expect(try found(search, DeviceChoice.none, warnings: &warnings) == [])
        let error = #expect(throws: RuntimeError.self) {
            try search.devices(.numbers([0, 5])) { _ in }
        }
        #expect(
            error?.description == "--gpus names device 5, and nvidia-smi lists 0, 1, 2")
        #expect(warnings.isEmpty)
    }

    @Test("Without nvidia-smi, rocm-smi is asked; without both there is no device")
    func tools() throws {
        var warnings: [String] = []
        #expect(
            try found(search(["rocm-smi": printing(Self.amd)]), nil, warnings: &warnings)
                == [0, 1, 2])
        #expect(try found(search([:]), nil, warnings: &warnings) == [] && warnings.isEmpty)
        for choice in [DeviceChoice.all, .numbers([0])] {
            let error = #expect(throws: RuntimeError.self) {
                try search([:]).devices(choice) { _ in }
            }
            #expect(error == .noDeviceTool && error?.exitStatus == .badInput)
        }
    }

    @Test("A tool that fails, hangs or prints nonsense is a warning, or an error if it is needed")
    func failures() throws {
        var late = ChildProgram.Outcome(status: 137, output: [], errors: [])
        late.isLate = true
        let broken = ChildProgram.Outcome(
            status: 9, output: Array("NVIDIA-SMI has failed because it couldn't".utf8), errors: [])
        for (outcome, expected) in [
            (late, "it said nothing for 30 s"),
            (broken, "it ended with status 9: NVIDIA-SMI has failed"),
            (printing("nonsense"), "its list can't be understood: the line 'nonsense'"),
        ] {
            var warnings: [String] = []
            let search = search(["nvidia-smi": outcome])
            #expect(try found(search, nil, warnings: &warnings) == [])
            #expect(
                warnings.count == 1 && warnings[0].contains(expected)
                    && warnings[0].contains("--gpus none"), "\(warnings)")
            let error = #expect(throws: RuntimeError.self) { try search.devices(.all) { _ in } }
            #expect(
                error?.description.contains(expected) == true && error?.exitStatus == .workFailed)
        }
    }

    @Test("A real program that hangs is ended after the time limit")
    func hanging() throws {
        var search = DeviceSearch()
        search.seconds = 1
        search.run = { _, seconds in ChildProgram.run(["sleep", "600"], seconds: seconds) }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(throws: RuntimeError.self) { try search.devices(.all) { _ in } }
        #expect(clock.now - start < .seconds(60))
    }

    @Test(
        "All are those that the worker's own environment shows",
        arguments: [
            ("1,2", [1, 2]), ("", []), ("-1", []), ("2,9,0", [2]), ("GPU-7777", [2]),
            ("GPU-5f3a1c2e-0b1d-4c3e-9f00-111111111111, 0", [0, 1]), ("NoDevFiles", []),
        ])
    func visible(text: String, expected: [Int]) throws {
        var warnings: [String] = []
        let search = search(
            ["nvidia-smi": printing(Self.nvidia)], environment: ["CUDA_VISIBLE_DEVICES": text])
        #expect(try found(search, nil, warnings: &warnings) == expected)
        // Numbers are those of the tool.
        #expect(try found(search, .numbers([0]), warnings: &warnings) == [0])
    }
}
