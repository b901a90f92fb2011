import Datasets
import Foundation
import Portable
import StudyModel

/// Shows the progress of a fetch: a bar in a terminal, one line per step in a pipe.
final class FetchDisplay {
    private static let barWidth = 24
    private static let drawSeconds = 0.1

    private let name: DatasetName
    private let isInteractive = Terminal.isInteractive
    private var lastStep = ""
    private var lastDraw = Date.distantPast
    private var hasOpenLine = false

    init(name: DatasetName) { self.name = name }

    func show(_ progress: FetchProgress) {
        let step = "\(progress.stage.rawValue) \(progress.file)"
        let isNew = step != lastStep
        lastStep = step
        guard isInteractive else {
            if isNew { Terminal.error("\(name.rawValue): \(text(progress))") }
            return
        }
        guard isNew || Date().timeIntervalSince(lastDraw) > Self.drawSeconds else { return }
        lastDraw = Date()
        var line = "\(name.rawValue): \(text(progress))"
        if let total = progress.totalByteCount, total > 0, progress.stage == .downloading {
            line += " " + bar(Double(progress.receivedByteCount) / Double(total))
        }
        Terminal.redraw(line)
        hasOpenLine = true
    }

    func end() {
        if hasOpenLine { Terminal.eraseLine() }
        hasOpenLine = false
    }

    private func text(_ progress: FetchProgress) -> String {
        switch progress.stage {
        case .alreadyThere: return "is here already"
        case .waiting: return "another process is fetching it; waiting"
        case .downloading:
            let received = progress.receivedByteCount
            let amount = received > 0 && isInteractive ? " " + ByteCount.text(received) : ""
            return "fetching \(progress.file) from \(progress.source)\(amount)"
        case .unpacking: return "unpacking \(progress.file)"
        case .installed: return "\(progress.file) is in place, verified"
        }
    }

    private func bar(_ fraction: Double) -> String {
        let filled = Int((min(1, max(0, fraction)) * Double(Self.barWidth)).rounded())
        let (full, empty) = Terminal.usesUnicode ? ("█", "░") : ("#", ".")
        return String(repeating: full, count: filled)
            + String(repeating: empty, count: Self.barWidth - filled)
            + String(format: " %3.0f %%", fraction * 100)
    }
}
