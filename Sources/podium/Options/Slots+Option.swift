import ArgumentParser
import Studies

extension Slots {
    /// Rejects a number of slots that no worker can have.
    static func validate(_ slots: Int?) throws {
        guard let slots, !(1...1024).contains(slots) else { return }
        throw ValidationError("--slots is \(slots); expected a number from 1 to 1024")
    }
}
