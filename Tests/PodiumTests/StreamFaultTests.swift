import Foundation
import Testing

extension PodiumTests {
    @Suite("Standard streams that fail", .serialized, .enabled(if: access("/dev/full", W_OK) == 0))
    struct StreamFaultTests {
        private func with(
            trials: Int = 40, _ body: (Workspace) async throws -> Void
        ) async throws {
            try await Workspace.with { workspace in
                try workspace.write(Jobs.null("faulty", trials: trials), to: "faulty.yaml")
                try await body(workspace)
            }
        }

        @Test(
            "A search goes on without its lines",
            arguments: [
                "2>/dev/full", "2>&-", "2> >(head -1 >/dev/null)", "0<&- 2>&-",
                // A reader that takes nothing. It ends after the program, by a signal that no mask
                // blocks.
                "2> >(echo $BASHPID >reader; exec sleep 600)",
            ])
        func search(redirection: String) async throws {
            // More lines than a pipe holds.
            try await with(trials: 1000) { workspace in
                let said = try await workspace.shell(
                    """
                    "$0" run faulty.yaml \(redirection) >out; code=$?
                    [ "$SECONDS" -lt 35 ] || code="late: $SECONDS s"
                    [ ! -f reader ] || kill -KILL "$(cat reader)"
                    echo "$code"
                    """)
                #expect(said.output == "0\n")
                #expect(try workspace.read("out").hasPrefix("Rank"))
                #expect(workspace.rows("faulty") == 1000)
            }
        }

        @Test("No file gets the descriptor of a stream that was closed")
        func descriptors() async throws {
            try await with { workspace in
                let said = try await workspace.shell(
                    """
                    "$0" run faulty.yaml 0<&- >&- 2>&-; echo $?
                    """)
                // The table can't be printed, which is what was asked for.
                #expect(said.output == "1\n")
                let status = try await workspace.status("faulty")
                #expect(status.trials.count == 40)
                #expect(try workspace.table("faulty").hasPrefix("Rank"))
            }
        }

        @Test(
            "A coordinator and a worker go on without their lines",
            arguments: ["2>/dev/full", "2>&-", "2> >(head -1 >/dev/null)"])
        func worker(redirection: String) async throws {
            try await with { workspace in
                let (coordinator, address) = try await workspace.startCoordinator("faulty.yaml")
                let said = try await workspace.shell(
                    """
                    "$0" worker --connect \(address) --key worker.key --name w --exit-when-done \
                    \(redirection); echo $?
                    """)
                #expect(said.output == "0\n")
                #expect(try await coordinator.exitCode() == 0)
                let again = try await workspace.shell(
                    """
                    "$0" coordinator faulty.yaml --listen 'tcp://127.0.0.1:*' --exit-when-done \
                    \(redirection); echo $?
                    """)
                #expect(again.output.hasSuffix("0\n"))
            }
        }

        @Test("Results that can't be written are failed work; a reader that has gone is none")
        func results() async throws {
            try await with { workspace in
                try await workspace.run("run", "faulty.yaml")
                for command in [
                    "table faulty", "status", "check faulty.yaml", "trial faulty 1", "--help",
                ] {
                    let said = try await workspace.shell(
                        """
                        "$0" \(command) >/dev/full; echo $? >&2
                        "$0" \(command) >&-; echo $? >&2
                        "$0" \(command) | true; echo "${PIPESTATUS[0]}" >&2
                        """)
                    let lines = said.errors.split(separator: "\n")
                    #expect(lines.filter { $0.count == 1 } == ["1", "1", "0"], "\(command)")
                    #expect(said.errors.contains("No space left on device"), "\(command)")
                    #expect(said.errors.contains("is closed"), "\(command)")
                }
            }
        }

        @Test("Words about bad input may get lost; the exit code does not")
        func text() async throws {
            try await with { workspace in
                for redirection in ["2>/dev/full", "2>&-"] {
                    let said = try await workspace.shell(
                        "\"$0\" check none.yaml \(redirection); echo $?")
                    #expect(said.output == "2\n")
                }
            }
        }
    }
}
