import Foundation

/// What a worker says at its start if it runs the programs of jobs.
enum ProgramPermission {
    /// The user that programs run as, and what follows from that.
    static var text: String {
        let user = getuid()
        let name = NSUserName()
        let warning =
            user == 0 ? "warning: programs run as root, without any limit; " : "programs run as "
        return warning + "user \(name) (uid \(user)): whoever starts studies at the coordinator "
            + "can do on this machine what this user can do"
    }
}
