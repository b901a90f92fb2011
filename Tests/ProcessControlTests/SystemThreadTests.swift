import Foundation
import ProcessControl
import Testing

@Suite("Threads of the system")
struct SystemThreadTests {
    @Test("A thread runs its body under its name, and many can run at the same time")
    func start() {
        let (ended, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        for number in 0..<20 {
            SystemThread.start("tested \(number)", stackSize: number == 0 ? 4 << 20 : nil) {
                gate.wait()
                ended.signal()
            }
        }
        #if os(Linux)
            let tasks = "/proc/self/task"
            var isNamed = false
            for _ in 0..<500 where !isNamed {
                isNamed = ((try? DirectoryListing.names(in: tasks)) ?? []).contains {
                    (try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8))
                        == "tested 7\n"
                }
                usleep(10_000)
            }
            #expect(isNamed)
        #endif
        for _ in 0..<20 { gate.signal() }
        for _ in 0..<20 { #expect(ended.wait(timeout: .now() + 60) == .success) }
    }

    @Test("Threads that can be had are not refused")
    func require() {
        SystemThread.require(30)
        let ended = DispatchSemaphore(value: 0)
        SystemThread.start("after") { ended.signal() }
        #expect(ended.wait(timeout: .now() + 60) == .success)
    }
}
