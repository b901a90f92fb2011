import Testing

extension PodiumTests {
    /// How the studies of a coordinator share the slots of real workers.
    @Suite("Studies that share four slots")
    struct ServiceShareTests {
        /// Starts and ends of trials, in the order in which they happened.
        private struct Trace {
            var events: [(study: String, isStart: Bool)]

            init(_ text: String) {
                events = text.split(separator: "\n").map { line in
                    let words = line.split(separator: " ")
                    return (String(words[1]), words[0] == "start")
                }
            }

            func starts(of study: String) -> [Int] {
                events.indices.filter { events[$0].isStart && events[$0].study == study }
            }

            /// The running trials of studies after each event.
            func running(_ studies: Set<String>) -> [Int] {
                var count = 0
                return events.map { event in
                    if studies.contains(event.study) { count += event.isStart ? 1 : -1 }
                    return count
                }
            }
        }

        @Test("a higher priority comes first, and equal ones run equally many trials")
        func shares() async throws {
            try await Workspace.with { workspace in
                let trials = 10
                let script =
                    "'echo start $0 >> \(workspace.path)/trace; sleep 0.3; "
                    + "echo end $0 >> \(workspace.path)/trace; "
                    + "echo \"podium: {{\\\"loss\\\": {x}}}\"' "
                for study in ["first", "left", "right"] {
                    let own = script.replacing("$0", with: study)
                    try workspace.write(
                        Jobs.program(study, own, trials: trials), to: "\(study).yaml")
                }
                let (_, address) = try await workspace.startCoordinator(
                    listen: "tcp://127.0.0.1:*", exits: false)
                for (study, priority) in [("left", "0"), ("right", "0"), ("first", "5")] {
                    try await workspace.run(
                        "submit", "\(study).yaml", "--priority", priority, "--paused")
                }
                for study in ["first", "left", "right"] { try await workspace.run("resume", study) }
                _ = try workspace.start(
                    "worker", "--connect", address, "--key", "worker.key", "--slots", "4",
                    "--allow-commands")
                for study in ["first", "left", "right"] {
                    try await until("\(study) is done", within: 120) {
                        workspace.rows(study) == trials
                    }
                }
                let trace = Trace(try workspace.read("trace"))
                let all: Set = ["first", "left", "right"]
                #expect(trace.events.count == 6 * trials)
                #expect(trace.running(all).allSatisfy { $0 <= 4 }, "no slot runs two programs")
                // Two slots may start their programs in either order.
                let others = (trace.starts(of: "left") + trace.starts(of: "right")).sorted()
                let last = try #require(trace.starts(of: "first").last)
                #expect(others.count { $0 < last } <= 3, "\(trace.events)")
                // Between the last start of the first study and the last start of either other
                // one, both have trials that wait.
                let ends = [trace.starts(of: "left").last, trace.starts(of: "right").last]
                let end = try #require(ends.compactMap { $0 }.min())
                let (left, right) = (trace.running(["left"]), trace.running(["right"]))
                #expect(
                    (others[0]..<end).allSatisfy { abs(left[$0] - right[$0]) <= 2 },
                    "\(trace.events)")
                let early = others.prefix(trials)
                let ofLeft = early.count { trace.events[$0].study == "left" }
                #expect(abs(2 * ofLeft - trials) <= 2, "half of the starts are of each")
            }
        }
    }
}
