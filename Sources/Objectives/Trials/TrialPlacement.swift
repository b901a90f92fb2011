/// Where a trial runs on its worker: its cores, and what tells a program its devices.
///
/// No result depends on which ones they are.
package struct TrialPlacement: Sendable, Hashable {
    /// The cores that a program may use, by the system's numbers; empty for all.
    package var cores: [Int]
    /// Variables of a program's environment.
    package var variables: [String: String]
    /// For the log of a program: the devices that it sees, and why.
    package var remark: String?

    package init(
        cores: [Int] = [], variables: [String: String] = [:], remark: String? = nil
    ) {
        self.cores = cores
        self.variables = variables
        self.remark = remark
    }

    /// Everywhere on the worker.
    package static let anywhere = TrialPlacement()
}
