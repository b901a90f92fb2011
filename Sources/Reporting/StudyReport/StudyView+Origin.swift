import Figures
import Portable
import StudyModel

/// Failures and the origin of the results.
extension StudyView {
    private static let mostFailures = 40

    var failures: Page.Section {
        let failed = trials.filter { $0.trial.state == .failed }
        let lost = times.spans.filter {
            [.lost, .returned, .superseded].contains($0.attempt.outcome)
        }
        guard !failed.isEmpty || !lost.isEmpty else {
            return Page.Section(
                "Failures and lost attempts",
                [.text("None: no trial failed, and no attempt was lost or handed back.")])
        }
        var blocks: [Block] = []
        if !failed.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: Self.caption(
                            job.runs > 1 ? "configuration" : "trial", failed.count, "failed",
                            Self.mostFailures),
                        columns: [
                            .init("Trial", isNumeric: true), .init("Reason"),
                            .init("Configuration"),
                        ],
                        texts: failed.prefix(Self.mostFailures).map {
                            [
                                "\($0.trial.number)", $0.trial.failure ?? "",
                                ConfigurationText.full($0.trial.configuration),
                            ]
                        })))
        }
        if !lost.isEmpty {
            blocks.append(
                .table(
                    PageTable(
                        caption: Self.caption(
                            "attempt", lost.count, "ended without a result", Self.mostFailures)
                            + againNote(lost),
                        columns: [
                            .init("Trial", isNumeric: true), .init("Attempt", isNumeric: true),
                            .init("Outcome"), .init("Worker"), .init("Ended after"),
                            .init("Note"),
                        ],
                        texts: lost.prefix(Self.mostFailures).map { span in
                            [
                                "\(span.trial)", "\(span.attempt.number)",
                                Self.text(span.attempt.outcome), span.attempt.worker.name,
                                TimeText.duration(span.end - span.attempt.startedAt),
                                span.attempt.note,
                            ]
                        })))
        }
        return Page.Section("Failures and lost attempts", blocks)
    }

    /// Whether what was lost was given out again: what a later attempt of the trial says.
    private func againNote(_ lost: [StudyTimes.Span]) -> String {
        let last = Dictionary(
            times.spans.map { ($0.trial, $0.attempt.number) }, uniquingKeysWith: max)
        let again = lost.count { $0.attempt.number < last[$0.trial] ?? 0 }
        switch again {
        case lost.count: return " What was lost was given out again."
        case 0: return " None of it was given out again yet."
        default: return " \(again) of them were given out again."
        }
    }

    private static func caption(
        _ noun: String, _ count: Int, _ text: String, _ most: Int
    ) -> String {
        let number = count == 1 ? "One \(noun)" : "\(count) \(noun)s"
        return "\(number) \(text)" + (count > most ? "; the first \(most)." : ".")
    }

    // MARK: Where it comes from

    var jobSection: Page.Section? {
        guard let text = report.jobText else { return nil }
        return Page.Section(
            "The job as it was run",
            [
                .paragraph([
                    // No link: the page may be anywhere, and the file may not be beside it.
                    "The file is ", .code("job.yaml"),
                    .text(
                        "; it ran with "
                            + limitText + "\(job.epochs, "epoch") per trial and seed \(job.seed)."),
                ]), .code(text),
            ])
    }

    /// What limits the search.
    private var limitText: String {
        let hasBudget = job.budget != .none
        guard job.hasTrialLimit else { return "a budget, " }
        return hasBudget
            ? "a budget, at most \(job.trials, "trial"), " : "\(job.trials, "trial"), "
    }

    var provenanceSection: Page.Section? {
        guard !report.provenance.isEmpty else { return nil }
        return Page.Section("Provenance", [.definitions(report.provenance)])
    }
}
