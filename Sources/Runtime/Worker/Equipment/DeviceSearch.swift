import Foundation
import ProcessControl

/// Finds the devices of this machine through the tools of their drivers.
///
/// The tools are run once, at the worker's start, so that no driver's library is linked.
package struct DeviceSearch: Sendable {
    /// How long a tool may take; a driver that has to load takes seconds.
    package var seconds = 30
    /// The worker's own environment.
    package var environment = ProcessInfo.processInfo.environment
    /// Runs a program; nil if it does not exist.
    var run: @Sendable ([String], Int) -> ChildProgram.Outcome? = { words, seconds in
        ChildProgram.run(words, seconds: seconds)
    }

    package init() {}

    private static let tools: [(name: String, options: [String], read: Reader)] = [
        ("nvidia-smi", DeviceListing.nvidiaOptions, DeviceListing.nvidia),
        ("rocm-smi", DeviceListing.amdOptions, DeviceListing.amd),
    ]

    private typealias Reader = @Sendable (String) throws(DeviceListing.Fault) -> [FoundDevice]

    /// The chosen devices.
    ///
    /// - Parameters:
    ///   - choice: nil for all where a tool works.
    ///   - warn: called with the reason if a tool doesn't work and no choice asks for devices.
    package func devices(
        _ choice: DeviceChoice?, warn: (String) -> Void
    ) throws(RuntimeError) -> [FoundDevice] {
        if choice == DeviceChoice.none { return [] }
        do throws(RuntimeError) {
            guard let (tool, found) = try list() else {
                guard choice == nil else { throw .noDeviceTool }
                return []
            }
            let chosen = try (choice ?? .all).select(
                of: found, tool: tool, environment: environment)
            guard choice == nil || !chosen.isEmpty else { throw .noDevices(tool: tool) }
            return chosen
        } catch {
            guard choice == nil else { throw error }
            warn("no GPU is offered: \(error) (--gpus none leaves them out without this warning)")
            return []
        }
    }

    /// The devices of the first tool that exists; nil without a tool.
    private func list() throws(RuntimeError) -> (tool: String, devices: [FoundDevice])? {
        for tool in Self.tools {
            guard let outcome = run([tool.name] + tool.options, seconds) else { continue }
            guard !outcome.isLate else {
                throw .deviceTool(name: tool.name, reason: "it said nothing for \(seconds) s")
            }
            guard outcome.status == 0 else {
                throw .deviceTool(
                    name: tool.name,
                    reason: "it ended with status \(outcome.status): \(outcome.lastWords)")
            }
            do throws(DeviceListing.Fault) {
                return (tool.name, try tool.read(String(decoding: outcome.output, as: UTF8.self)))
            } catch {
                throw .deviceTool(
                    name: tool.name, reason: "its list can't be understood: \(error.text)")
            }
        }
        return nil
    }
}

extension ChildProgram.Outcome {
    /// Why it failed, in its own words; `nvidia-smi` says so on standard output.
    fileprivate var lastWords: String {
        let line = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).first
        return errors.isEmpty ? line.map { String($0.prefix(200)) } ?? "it said nothing" : reason
    }
}
