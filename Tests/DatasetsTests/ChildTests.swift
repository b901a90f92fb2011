import CMatIO
import Foundation
import ProcessControl
import Testing

@testable import Datasets

/// What the children inherit that read MATLAB's files and fetch data sets: nothing.
@Suite("Child processes keep nothing of their parent's")
struct ChildTests {
    private let directory = try! TemporaryDirectory()

    /// Calls `body` while a child is at work that reads a MATLAB file: it has opened a pipe with a
    /// name, which says nothing until `body` is done.
    private func whileChildReads(_ body: () throws -> Void) throws {
        let pipe = directory.path + "/pipe.mat"
        #expect(mkfifo(pipe, 0o600) == 0)
        let reading = Thread {
            let report = UnsafeMutablePointer<podium_mat_report>.allocate(capacity: 1)
            report.initialize(to: podium_mat_report())
            pipe.withCString { path in
                var reading = podium_mat_reading(
                    path: path, name: nil, report: report, data: nil, size: 0)
                _ = try? ForkedCall.run(
                    podium_mat_read, &reading, seconds: 60, memory: 256 << 20)
            }
            report.deallocate()
        }
        reading.start()
        // Waits until the child opens the other end.
        let writing = open(pipe, O_WRONLY | O_CLOEXEC)
        #expect(writing >= 0)
        defer { close(writing) }
        try body()
    }

    @Test("A pipe that a child could hold open ends when its parent closes it")
    func pipes() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        try whileChildReads {
            close(ends[1])
            var watched = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            // At once, or never.
            #expect(poll(&watched, 1, 30_000) == 1)
            #expect(watched.revents & Int16(POLLHUP) != 0)
        }
    }

    @Test("A lock that a child could hold is free when its parent closes the file")
    func locks() throws {
        let path = directory.path + "/.lock"
        let held = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        try whileChildReads {
            close(held)
            let other = open(path, O_RDWR | O_CLOEXEC)
            defer { close(other) }
            // A program that another test starts can have a copy for a moment, this child for ever.
            var isFree = flock(other, LOCK_EX | LOCK_NB) == 0
            for _ in 0..<1_000 where !isFree {
                usleep(10_000)
                isFree = flock(other, LOCK_EX | LOCK_NB) == 0
            }
            #expect(isFree)
        }
    }

    @Test("A fetch's lock is free when it is released, whoever has a copy of its descriptor")
    func released() throws {
        let path = directory.path + "/.lock"
        let lock = try FileLock(path: path) { Issue.record("the lock was not free") }
        let copy = dup(lock.descriptor)
        defer { close(copy) }
        lock.release()
        let again = try FileLock(path: path) { Issue.record("the lock was not released") }
        again.release()
    }

    @Test("A program that is started sees its own three files and no others, and no signal ignored")
    func programs() throws {
        guard FileManager.default.fileExists(atPath: "/proc/self/fd") else { return }
        let extra = open("/dev/null", O_RDONLY | O_CLOEXEC)
        // As a library opens files that doesn't think of programs.
        _ = fcntl(extra, F_SETFD, 0)
        defer { close(extra) }
        let outcome = try #require(
            ChildProgram.run(["sh", "-c", "ls /proc/$$/fd; grep SigIgn /proc/self/status"]))
        let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
        #expect(Set(lines.dropLast()).isSubset(of: ["0", "1", "2", "10", "255"]), "\(lines)")
        // SIGHUP may be ignored as by nohup; signals 32 and 33 are the C library's own.
        let ignored = lines.last?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
        #expect(ignored.map { $0 & ~(3 << 31 | 1) } == 0, "\(lines)")
    }
}
