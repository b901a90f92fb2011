import Foundation
import Testing
import ZeroMQ

/// Signals that arrive in the middle of waiting.
@Suite struct InterruptionTests {
    @Test("Signals neither end nor fail a wait", arguments: ["poll", "receive"])
    func signals(kind: String) throws {
        // A handler that does nothing: without one the signal would end the process, and without
        // SA_RESTART the system call that it interrupts fails with EINTR.
        var action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = { _ in }
        #else
            action.__sigaction_u.__sa_handler = { _ in }
        #endif
        try #require(sigaction(SIGUSR2, &action, nil) == 0)

        let context = try Context()
        let sender = try Socket(context, .push)
        try sender.bind("inproc://signals")
        let started = try Mailbox<ThreadHandle>()
        let results = try Mailbox<Result<ReceivedMessage?, ZeroMQError>>()
        Thread.detachNewThread {
            // Threads of a dispatch queue block signals, and their children with them.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGUSR2)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            results.post(
                Result { () throws(ZeroMQError) in
                    let socket = try Socket(context, .pull)
                    try socket.connect("inproc://signals")
                    started.post(ThreadHandle(thread: pthread_self()))
                    if kind == "receive" { return try socket.receive(nonBlocking: false) }
                    var poller = Poller()
                    poller.add(socket)
                    let ready = try poller.poll(timeoutMilliseconds: patienceMilliseconds)
                    return ready.isEmpty ? nil : try socket.receive()
                })
        }
        var poller = Poller()
        poller.add(descriptor: started.descriptor)
        try #require(try !poller.poll(timeoutMilliseconds: patienceMilliseconds).isEmpty)
        let thread = try #require(started.drain().first).thread
        poller.removeAll()
        poller.add(descriptor: results.descriptor)
        for _ in 0..<50 {
            try #require(pthread_kill(thread, SIGUSR2) == 0)
            // Long enough for the thread to wake and wait again; a wait that failed would end it
            // here.
            try #require(try poller.poll(timeoutMilliseconds: 1).isEmpty)
        }
        #expect(try sender.send([[1]]) == .sent)
        try #require(try !poller.poll(timeoutMilliseconds: patienceMilliseconds).isEmpty)
        let received = try results.drain().map { try $0.get()?.frames }
        #expect(received == [[[1]]])
    }
}

/// `@unchecked Sendable`: a thread's identifier is a number or an opaque pointer that is only
/// passed on.
private struct ThreadHandle: @unchecked Sendable {
    let thread: pthread_t
}
