import Coordination
import Datasets
import StudyModel
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

/// A coordinator's shell on a thread of its own, over a network in memory.
final class RunningCoordinator {
    enum Observation: Sendable, Hashable {
        case listening(String)
        case noticed(CoordinatorNotice)
        case awaitingWorkers
        case storage(problem: String?)
        case warned(String)
        case ignored(String)
        case remarked(String)
    }

    let observations: Story<Observation>
    let commands: Mailbox<CoordinatorShell.Command>
    private let background: Background<CoordinatorShell.End>

    init(
        _ studies: [OpenStudy], over network: MemoryNetwork, scratch: ScratchDirectory,
        security: ServerSecurity = .plain, exitsWhenDone: Bool = true,
        settings: CoordinatorMachine.Settings = .init()
    ) throws {
        let observer = StoryObserver()
        observations = observer.story
        let shell = try CoordinatorShell(
            studies: studies,
            options: CoordinatorShell.Options(
                listen: .local, security: security, exitsWhenDone: exitsWhenDone,
                machine: settings, datasets: DatasetCache(directory: scratch.path)),
            observer: observer
        ) { commands in try MemoryLinks(network, commands: commands) }
        commands = shell.commands
        background = Background { try shell.run() }
        try observations.wait { $0 == .listening("memory") }
    }

    /// Waits for the end.
    func end() throws -> CoordinatorShell.End { try background.value() }

    /// Ends it at once.
    @discardableResult
    func stop() throws -> CoordinatorShell.End {
        commands.post(.stopNow)
        return try end()
    }
}

/// Tells a story of what a coordinator's observer is told.
private final class StoryObserver: CoordinatorObserver {
    let story = Story<RunningCoordinator.Observation>()

    func listening(at endpoint: String) { story.tell(.listening(endpoint)) }
    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        story.tell(.noticed(notice))
    }
    func awaitingWorkers() { story.tell(.awaitingWorkers) }
    func storageChanged(problem: String?) { story.tell(.storage(problem: problem)) }
    func warned(_ warning: String) { story.tell(.warned(warning)) }
    func ignored(_ reason: String) { story.tell(.ignored(reason)) }
    func remarked(_ text: String) { story.tell(.remarked(text)) }
    func refresh(_ coordinator: CoordinatorShell) {}
}
