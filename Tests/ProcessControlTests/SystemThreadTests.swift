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
            let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task"))?
                .compactMap {
                    try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)
                }
            #expect(names?.contains("tested 7\n") == true)
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
