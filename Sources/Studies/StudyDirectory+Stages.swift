import Files
import Foundation
import Portable
package import Reporting
import Storage
import StudyModel

/// How the stages of a study stand.
extension StudyDirectory {
    /// What the process that runs the stages last said; it is gone when they are done.
    private var stageFile: String { path + "/stages.json" }
    /// What the stages print that a coordinator runs.
    package var stageLog: String { path + "/stages.log" }

    /// The command that runs the stages that are not done.
    package var stageCommand: String {
        let elsewhere = results == Self.standardResults ? [] : ["--results", results]
        return ShellWords.text(["podium", "run", job] + elsewhere)
    }

    /// How the stages stand that are not done; nil if there are none.
    package var stages: StageStanding? {
        stages(isPending: PendingStages.stored(results: results).contains(name))
    }

    /// - Parameter isPending: whether a coordinator has the study on its list of stages to run.
    func stages(isPending: @autoclosure () -> Bool) -> StageStanding? {
        let recorded = stageRecord
        if StudyLock.isHeld(directory: path, for: .stages) {
            guard let recorded, recorded.state == .running else { return StageStanding(.running) }
            return recorded
        }
        if isPending() {
            return StageStanding(.waiting, again: stageCommand)
        }
        guard var standing = recorded else { return nil }
        if standing.state == .running { standing.state = .interrupted }
        standing.again = stageCommand
        return standing
    }

    /// What was last recorded of the stages; nil for nothing.
    package var stageRecord: StageStanding? {
        FileManager.default.contents(atPath: stageFile).flatMap {
            try? PortableJSON.decode(StageStanding.self, from: Array($0))
        }
    }

    /// Records how the stages stand; nil removes the record.
    ///
    /// What can't be recorded, for example because the disk is full, is only not shown.
    package func record(stages: StageStanding?) {
        guard let stages else {
            unlink(stageFile)
            return
        }
        guard FileManager.default.fileExists(atPath: path),
            let bytes = try? PortableJSON.encode(stages)
        else { return }
        try? AtomicFile.write(bytes + [UInt8(ascii: "\n")], to: stageFile)
    }
}

extension StageStanding {
    /// The reason of `podium why`.
    var whyReason: StudyReason {
        switch state {
        case .running: StudyReason(.running, text)
        case .waiting: StudyReason(.waiting, text)
        case .failed, .interrupted: StudyReason(.stopped, text)
        }
    }
}
