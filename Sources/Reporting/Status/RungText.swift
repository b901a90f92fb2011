import StudyModel

/// What `podium status` and the live view say about the stops of a scheduler.
enum RungText {
    /// More stops make a list that nobody reads; some evenly picked ones are shown then.
    private static let most = 8
    /// The fewest columns for the stops of the live view.
    private static let leastRoom = 24

    /// The stops to show: those where a trial was, or is on its way to.
    private static func shown(_ counts: RungCounts) -> [RungCounts.Rung] {
        let used = counts.rungs.filter(\.isUsed)
        return EvenChoice.places(of: used.count, limit: most).map { used[$0] }
    }

    /// `468 of 4,050 epochs`, if a full training of all trials that have begun takes 4,050.
    static func epochs(_ counts: RungCounts) -> String {
        "\(NumberText.grouped(counts.epochsTrained)) of "
            + "\(NumberText.grouped(counts.epochsOfFullTraining)) epochs"
    }

    /// `12 %`; nil before the first trial.
    static func share(_ counts: RungCounts) -> String? {
        guard counts.epochsOfFullTraining > 0 else { return nil }
        let share = Double(counts.epochsTrained) / Double(counts.epochsOfFullTraining)
        return "\(Int((share * 100).rounded())) %"
    }

    // MARK: The live view

    /// `2: 27/81 kept, 3 paused`, one text per stop; the numbers of a stop depend on no other stop.
    private static func items(_ counts: RungCounts, isShort: Bool) -> [String] {
        let last = counts.rungs.last?.epoch
        return shown(counts).map { rung in
            var parts: [String] = []
            if rung.epoch == last {
                if rung.reached > 0 { parts.append("\(rung.reached) complete") }
            } else if rung.reached > 0 {
                parts.append("\(rung.kept)/\(rung.reached) kept")
            }
            guard !isShort || parts.isEmpty else { return "\(rung.epoch): \(parts[0])" }
            if rung.paused > 0 { parts.append("\(rung.paused) paused") }
            if rung.running > 0 { parts.append("\(rung.running) running") }
            return "\(rung.epoch): " + parts.joined(separator: ", ")
        }
    }

    /// The items in at most two lines; none in a very narrow terminal.
    ///
    /// If there is no room, paused and running trials are left out, then the first stops: the last
    /// ones are where something happens.
    static func lines(
        _ counts: RungCounts, width: Int, dot: String, mark: String
    ) -> [StyledLine] {
        let label = "rungs  "
        let room = width - DisplayWidth.of(label)
        var items = items(counts, isShort: false)
        guard !items.isEmpty, room >= leastRoom else { return [] }
        if wrapped(items, width: room, dot: dot).count > 2 {
            items = self.items(counts, isShort: true)
        }
        var isCut = false
        while true {
            let texts = (isCut ? [mark] : []) + items
            let lines = wrapped(texts, width: room, dot: dot)
            if lines.count <= 2 || items.count == 1 {
                return lines.prefix(2).enumerated().map { index, text in
                    let start = index == 0 ? label : String(repeating: " ", count: label.count)
                    var line = StyledLine(start, .bold)
                    line.append(text, .plain)
                    return line
                }
            }
            items.removeFirst()
            isCut = true
        }
    }

    /// Texts with dots between them, in lines of at most `width` columns where each text fits.
    private static func wrapped(_ texts: [String], width: Int, dot: String) -> [String] {
        var lines: [String] = []
        for text in texts {
            if let line = lines.last, DisplayWidth.of(line + dot + text) <= width {
                lines[lines.count - 1] = line + dot + text
            } else {
                lines.append(text)
            }
        }
        return lines
    }

    // MARK: The status

    /// One row of cells per stop: `epoch 2`, `81 reached`, `27 kept`, `54 pruned`, ….
    static func rows(_ counts: RungCounts) -> [[String]] {
        let last = counts.rungs.last?.epoch
        let rungs = shown(counts)
        /// The numbers of a column, as wide as the largest one.
        func numbers(_ value: @escaping (RungCounts.Rung) -> Int) -> (RungCounts.Rung) -> String {
            let width = rungs.reduce(0) { max($0, String(value($1)).count) }
            return { DisplayWidth.padded(String(value($0)), to: width, right: true) }
        }
        let (epoch, reached, kept) = (numbers(\.epoch), numbers(\.reached), numbers(\.kept))
        let (pruned, paused) = (numbers(\.pruned), numbers(\.paused))
        let running = numbers(\.running)
        return rungs.map { rung in
            let isLast = rung.epoch == last
            return [
                "epoch \(epoch(rung))", "\(reached(rung)) \(isLast ? "complete" : "reached")",
                isLast ? "" : "\(kept(rung)) kept", isLast ? "" : "\(pruned(rung)) pruned",
                rung.paused > 0 ? "\(paused(rung)) paused" : "",
                rung.running > 0 ? "\(running(rung)) running" : "",
            ]
        }
    }

    /// The heading of the rows, which says if some are left out.
    static func heading(_ counts: RungCounts) -> String {
        let count = counts.rungs.count(where: \.isUsed)
        return count > most ? "rungs (\(most) of \(count); --json lists all)" : "rungs"
    }
}
