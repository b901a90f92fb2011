import Foundation
import Portable

extension SchedulersOutcome {
    /// Tables of at most 80 columns.
    package var text: String {
        let tables = "\(self.tables.count, "table")"
        var lines = [
            "\(tables), \(seeds, "seed"); "
                + String(
                    format: "%.3g %% of the segments take %.3g times as long, %.3g %% are lost",
                    stragglers * 100, stragglerFactor, failures * 100),
            "regret (0: the optimum, 1: the median), mean ± standard error over seeds",
        ]
        lines += [""] + budgetLines
        for place in schedulers.first?.clusters.indices ?? 0..<0 {
            lines += ["", clusterHeading(place)] + regretsByTime(place)
        }
        return (lines + [""] + idleLines + [""] + rungLines + [""] + leftOutLines)
            .joined(separator: "\n")
    }

    /// Regrets over epochs, with the first number of slots.
    private var budgetLines: [String] {
        guard let first = schedulers.first?.clusters.first else { return [] }
        let slots = "\(first.slots, "slot")"
        let width = 13
        return [
            "regret after the epochs of full trainings, \(slots)",
            Self.row("trainings", first.byBudget.map { Self.cell("\($0.trainings)", width) }),
        ]
            + schedulers.map { scheduler in
                Self.row(
                    scheduler.scheduler,
                    scheduler.clusters[0].byBudget.map { Self.cell($0.regret.text, width) })
            }
    }

    private func clusterHeading(_ place: Int) -> String {
        let slots = schedulers[0].clusters[place].slots
        return "regret after hours of simulated time, \(slots, "slot")"
    }

    private func regretsByTime(_ place: Int) -> [String] {
        [
            Self.row(
                "hours",
                schedulers[0].clusters[place].byTime.map {
                    Self.cell(String(format: "%.3g", $0.hours), 9)
                })
        ]
            + schedulers.map { scheduler in
                Self.row(
                    scheduler.scheduler,
                    scheduler.clusters[place].byTime.map {
                        Self.cell(String(format: "%.3f", $0.regret.mean), 9)
                    })
            }
    }

    /// The shares of slot time without work, while trials remain and until the end.
    private var idleLines: [String] {
        guard let clusters = schedulers.first?.clusters else { return [] }
        return [
            "idle share of slots in %, while new trials remain / until the last trial ended",
            Self.row("slots", clusters.map { Self.cell("\($0.slots)", 13) }),
        ]
            + schedulers.map { scheduler in
                Self.row(
                    scheduler.scheduler,
                    scheduler.clusters.map {
                        Self.cell(
                            String(
                                format: "%.1f / %.1f", $0.idleShareWhileTrialsRemain * 100,
                                $0.idleShare * 100), 13)
                    })
            }
    }

    /// The shares of epochs per rung; many rungs are shown in groups.
    private var rungLines: [String] {
        let groups = 5
        return (schedulers.first?.rungs.indices ?? 0..<0).flatMap { place -> [String] in
            let epochs = schedulers[0].rungs[place].tableEpochs
            return ["share of the epochs per rung in %, tables of \(epochs) epochs"]
                + schedulers.map { scheduler in
                    let rungs = scheduler.rungs[place].rungs
                    let total = rungs.reduce(0) { $0 + $1.epochs }
                    let size = max(1, (rungs.count + groups - 1) / groups)
                    let cells = stride(from: 0, to: rungs.count, by: size).map { first in
                        let group = rungs[first..<min(first + size, rungs.count)]
                        let share = group.reduce(0) { $0 + $1.epochs } / total
                        return String(
                            format: "to %d: %.0f", group.last?.until ?? 0, share * 100)
                    }
                    return Self.row(scheduler.scheduler, []) + "  " + cells.joined(separator: ", ")
                }
        }
    }

    private var leftOutLines: [String] {
        leftOut.keys.sorted().map { "no \($0): \(leftOut[$0] ?? "")" }
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(0, 19 - name.count)) + cells.joined()
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }
}

extension SchedulersOutcome.Regret {
    /// `.259 ± .011`: three decimals.
    var text: String {
        "\(Self.short(mean)) ± \(Self.short(standardError))"
    }

    private static func short(_ number: Double) -> String {
        let text = String(format: "%.3f", number)
        return text.hasPrefix("0.") ? String(text.dropFirst()) : text
    }
}
