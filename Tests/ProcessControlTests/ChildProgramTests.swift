import Testing

@testable import ProcessControl

@Suite("Other programs")
struct ChildProgramTests {
    @Test("A program's output, errors and status are taken in")
    func command() throws {
        let outcome = try #require(
            ChildProgram.run(["sh", "-c", "printf data; echo oops >&2; exit 3"]))
        #expect(outcome.output == Array("data".utf8))
        #expect(outcome.status == 3)
        #expect(outcome.reason == "oops")
        let killed = try #require(ChildProgram.run(["sh", "-c", "kill -9 $$"]))
        #expect(killed.status == 137)
        #expect(killed.reason == "ended with status 137")
    }

    @Test("A program that isn't there is told apart from one that fails")
    func absent() {
        #expect(ChildProgram.run(["podium-no-such-program"]) == nil)
    }

    @Test("Much output passes, is counted on the way, and is cut off at the limit")
    func muchOutput() throws {
        var counts: [Int] = []
        let outcome = try #require(
            ChildProgram.run(["sh", "-c", "head -c 1000000 /dev/zero"], limit: 1 << 20) {
                counts.append($0)
            })
        #expect(outcome.output.count == 1_000_000 && outcome.status == 0)
        #expect(counts == counts.sorted() && counts.last == 1_000_000)
        let endless = try #require(
            ChildProgram.run(["sh", "-c", "exec cat /dev/zero"], limit: 100_000))
        #expect(endless.status == 137)
        #expect(endless.output.count < 1_000_000)
    }

    @Test("A program's arguments and environment come through unchanged")
    func arguments() throws {
        let text = try #require(ChildProgram.run(["printf", "%s|", "a b", "$HOME", "ü", ""]))
        #expect(String(decoding: text.output, as: UTF8.self) == "a b|$HOME|ü||")
        let path = try #require(ChildProgram.run(["sh", "-c", "test -n \"$PATH\""]))
        #expect(path.status == 0)
    }

    @Test("A program runs in the directory that is asked for, and in a process group of its own")
    func surroundings() throws {
        let place = try #require(ChildProgram.run(["pwd"], in: "/"))
        #expect(place.output == Array("/\n".utf8))
        let groups = try #require(
            ChildProgram.run(["sh", "-c", "ps -o pid=,pgid= -p $$ | awk '{ exit $1 != $2 }'"]))
        #expect(groups.status == 0)
        let nowhere = try #require(ChildProgram.run(["pwd"], in: "/no/such/directory"))
        #expect(nowhere.status != 0)
        #expect(nowhere.reason.contains("/no/such/directory"))
    }

    @Test("A program may be ended by a closed pipe, although this process ignores that signal")
    func signals() throws {
        let outcome = try #require(
            ChildProgram.run(["bash", "-c", "yes | head -1 >/dev/null; exit ${PIPESTATUS[0]}"]))
        #expect(outcome.status == 141)
    }
}
