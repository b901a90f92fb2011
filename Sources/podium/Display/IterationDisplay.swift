import Embeddings
import Foundation
import Portable
import Reporting
import Stages

/// Progress of t-SNE: one redrawn line in a terminal, occasional lines in a pipe.
final class IterationDisplay: EmbeddingDisplay {
    private static let pipeInterval = 250
    private let begin = Date()
    private var hasOpenLine = false

    func show(_ progress: TSNEProgress) {
        let seconds = Date().timeIntervalSince(begin)
        let left =
            seconds / Double(progress.iteration)
            * Double(progress.iterations - progress.iteration)
        let line =
            "t-SNE: iteration \(progress.iteration) of \(progress.iterations), divergence "
            + NumberText.rounded(progress.divergence, digits: 4, keepsZeros: true)
            + ", " + TimeText.duration(left) + " left"
        if Terminal.isInteractive {
            Terminal.redraw(line)
            hasOpenLine = true
        } else if progress.iteration % Self.pipeInterval == 0 {
            Terminal.error(line)
        }
    }

    func end() {
        if hasOpenLine { Terminal.eraseLine() }
        hasOpenLine = false
    }
}
