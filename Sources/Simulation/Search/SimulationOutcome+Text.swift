import Foundation
import Portable

extension SimulationOutcome {
    /// Tables of at most 80 columns, and what a reader must know of them.
    package var text: String {
        var lines = heading
        for search in searches { lines += [""] + search.lines(metric: metric, numbers) }
        if !recorded.isEmpty { lines += [""] + recordedLines }
        if !remarks.isEmpty { lines += [""] + remarks.map { "note: \($0)" } }
        return lines.joined(separator: "\n")
    }

    private var heading: [String] {
        [
            "\(source): \(configurations) recorded configurations, "
                + "\(epochs, "epoch"), \(metric) (\(direction))",
            isComplete
                ? "every configuration of the space is recorded"
                : "a drawn configuration has the values of the nearest recorded one",
            "\(repeats, "search") per setting"
                + (repeats == 1 ? "" : "; mean ± standard deviation"),
            "regret: 0 is the best recorded value (\(numbers.value(optimum))), 1 the median ("
                + "\(numbers.value(median)))",
        ]
    }

    /// The best values of the study as it was.
    private var recordedLines: [String] {
        ["as recorded", Self.row(["trials", "best \(metric)"])]
            + recorded.map {
                Self.row(["\($0.trials)", $0.best.map(numbers.value) ?? "-"])
            }
    }

    private var remarks: [String] {
        var remarks = notes
        if searches.flatMap({ $0.byTrials + $0.byTrainings }).contains(where: {
            $0.searchesWithoutValue > 0 && $0.best != nil
        }) {
            remarks.append("* of the searches that have a final value by then; others have none")
        }
        guard !isComplete, !searches.isEmpty else { return remarks }
        let distances = searches.map(\.distance)
        let most = distances.max() ?? 0
        remarks.append(
            "the space has configurations that are not recorded: no search finds a value better "
                + "than the best recorded one, and values between recorded ones are those of the "
                + "nearest (Gower's distance, on average up to "
                + "\(String(format: "%.2g", most)) of \(parameterText))")
        return remarks
    }

    private var parameterText: String {
        "\(parameters, "parameter") that \(parameters == 1 ? "varies" : "vary")"
    }

    fileprivate var numbers: Numbers {
        Numbers(
            digits: SignificantDigits.distinguishing([optimum, median], usual: 4),
            hasDeviations: repeats > 1)
    }

    /// How numbers are written.
    fileprivate struct Numbers {
        /// They tell the best recorded value from the median.
        var digits: Int
        var hasDeviations: Bool

        func value(_ value: Double) -> String { String(format: "%.\(digits)g", value) }

        func value(_ mean: Mean) -> String {
            value(mean.mean)
                + (hasDeviations ? String(format: " ± %.2g", mean.deviation) : "")
        }

        func regret(_ mean: Mean) -> String {
            String(format: "%.3f", mean.mean)
                + (hasDeviations ? String(format: " ± %.3f", mean.deviation) : "")
        }
    }

    /// Cells in columns; the first one is narrow.
    static func row(_ cells: [String]) -> String {
        let widths = [9, 23, 16, 12, 12]
        return zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(1, width - cell.count)) + cell
        }.joined()
    }
}

extension SimulationOutcome.Search {
    fileprivate func lines(
        metric: String, _ numbers: SimulationOutcome.Numbers
    ) -> [String] {
        var lines = [title, Self.heading("trials", metric)] + byTrials.map { $0.line(numbers) }
        if !byTrainings.isEmpty {
            lines += ["after the epochs of full trainings", Self.heading("trainings", metric)]
            lines += byTrainings.map { $0.line(numbers) }
        }
        let total = String(
            format: "all trials: %.0f epochs, %.3g hours, %.0f different configurations", epochs,
            hours, recordedConfigurations)
        return lines + [total]
    }

    private var title: String {
        let settings = Self.text(sampler, samplerSettings)
        let slots = "\(slots, "slot")"
        return "sampler \(settings); scheduler \(Self.text(scheduler, schedulerSettings)); \(slots)"
    }

    private static func text(_ name: String, _ settings: [String: String]) -> String {
        guard !settings.isEmpty else { return name }
        let list = settings.keys.sorted().map { "\($0) \(settings[$0] ?? "")" }
        return "\(name) (\(list.joined(separator: ", ")))"
    }

    private static func heading(_ first: String, _ metric: String) -> String {
        SimulationOutcome.row([first, "best \(metric)", "regret", "epochs", "hours"])
    }
}

extension SimulationOutcome.State {
    fileprivate func line(_ numbers: SimulationOutcome.Numbers) -> String {
        let mark = searchesWithoutValue > 0 && best != nil ? " *" : ""
        return SimulationOutcome.row([
            "\(count)", best.map { numbers.value($0) + mark } ?? "-",
            regret.map(numbers.regret) ?? "-", String(format: "%.0f", epochs),
            String(format: "%.3g", hours),
        ])
    }
}
