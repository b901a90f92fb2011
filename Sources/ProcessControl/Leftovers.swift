import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Removes unfinished files and directories, and kills child programs, when a signal ends the
/// process.
///
/// Register an item before it is created, and unregister it afterwards. Once the end has begun,
/// registration blocks, so no new item can be left behind.
package enum Leftovers {
    /// A registration; pass it to `remove` when the item is no longer a leftover.
    package struct Ticket: Sendable, Hashable { fileprivate let number: Int }

    private enum Item {
        case path(String)
        /// A process ID; a negative number is a process group.
        case process(Int32)
        /// Text that restores the state of a terminal.
        case text(String)
    }

    private struct State {
        var nextNumber = 0
        var items: [(number: Int, item: Item)] = []

        mutating func add(_ item: Item) -> Ticket {
            nextNumber += 1
            items.append((nextNumber, item))
            return Ticket(number: nextNumber)
        }
    }

    private static let state = Mutex(State())

    /// Registers a file or a directory that is about to be created.
    package static func add(path: String) -> Ticket {
        state.withLock { $0.add(.path(path)) }
    }

    /// Registers a text to be written to standard error at the end.
    package static func add(text: String) -> Ticket {
        state.withLock { $0.add(.text(text)) }
    }

    /// Starts a program and registers it.
    ///
    /// - Parameter start: returns the process ID; a negative number is a process group.
    package static func addProcess<Failure: Error>(
        _ start: () throws(Failure) -> Int32
    ) throws(Failure) -> Ticket {
        try state.withLock { state throws(Failure) -> Ticket in
            state.add(.process(try start()))
        }
    }

    /// Unregisters an item.
    package static func remove(_ ticket: Ticket) {
        state.withLock { state in
            state.items.removeAll { $0.number == ticket.number }
        }
    }

    /// Kills the programs, removes the files and ends the process.
    ///
    /// The lock is never released, so no other thread can register anything meanwhile.
    static func end(code: Int32) -> Never {
        state.withLock { state -> Never in
            for case (_, .process(let process)) in state.items { kill(process, SIGKILL) }
            for case (_, .process(let process)) in state.items { awaitEnd(of: process) }
            for case (_, .path(let path)) in state.items.reversed() { removeTree(path) }
            for case (_, .text(let text)) in state.items { StandardStream.errors.write(text) }
            _exit(code)
        }
    }

    /// Waits until a killed process has ended, for at most half a second.
    private static func awaitEnd(of process: Int32) {
        for _ in 0..<50 {
            _ = waitpid(process, nil, WNOHANG)
            if kill(process, 0) != 0 { return }
            usleep(10_000)
        }
    }
}
