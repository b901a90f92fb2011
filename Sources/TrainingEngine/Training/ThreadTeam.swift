import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Threads that work together: the caller's and `count - 1` others.
///
/// Between two rounds of work the other threads spin briefly, because the next round usually
/// follows within microseconds, and then sleep. A round allocates nothing.
final class ThreadTeam {
    let count: Int
    private let state: SharedState
    private var threads: [pthread_t] = []

    /// - Parameter perform: runs the share of thread number `thread` of a round.
    init(count: Int, _ perform: @escaping (_ thread: Int) -> Void) {
        self.count = count
        state = SharedState(perform)
        for number in 1..<count {
            let worker = Unmanaged.passRetained(Worker(number: number, state: state))
            threads.append(startThread(worker.toOpaque()))
        }
    }

    deinit {
        state.stop()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs every thread's share; returns when all are done.
    func run() { state.runRound(others: threads.count) }
}

/// What a thread is started with: its number and the state that it shares with the others.
private final class Worker {
    let number: Int
    let state: SharedState

    init(number: Int, state: SharedState) {
        self.number = number
        self.state = state
    }
}

private func startThread(_ worker: UnsafeMutableRawPointer) -> pthread_t {
    #if canImport(Darwin)
        var thread: pthread_t?
        let failure = pthread_create(&thread, nil, { runWorker(at: $0) }, worker)
        guard failure == 0, let thread else {
            preconditionFailure("a training thread can't be started: error \(failure)")
        }
        return thread
    #else
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, { runWorker(at: $0!) }, worker)
        precondition(failure == 0, "a training thread can't be started: error \(failure)")
        return thread
    #endif
}

/// The main function of a thread: works until the team stops.
private func runWorker(at pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let worker = Unmanaged<Worker>.fromOpaque(pointer).takeRetainedValue()
    worker.state.runRounds(of: worker.number)
    return nil
}

/// The state that the threads of a team share.
private final class SharedState {
    /// The number of polls before a thread sleeps: some tens of microseconds.
    private static let pollCount = 20_000

    private let perform: (Int) -> Void
    /// The number of rounds that were started; a change announces one.
    private let startedRounds = Atomic<Int>(0)
    /// The number of threads that have not finished their share.
    private let unfinished = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let roundStarted = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let roundFinished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ perform: @escaping (Int) -> Void) {
        self.perform = perform
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(roundStarted, nil)
        pthread_cond_init(roundFinished, nil)
    }

    deinit {
        pthread_cond_destroy(roundFinished)
        pthread_cond_destroy(roundStarted)
        pthread_mutex_destroy(mutex)
        roundFinished.deallocate()
        roundStarted.deallocate()
        mutex.deallocate()
    }

    func runRound(others: Int) {
        unfinished.store(others, ordering: .relaxed)
        announce()
        perform(0)
        wait(on: roundFinished) { self.unfinished.load(ordering: .acquiring) == 0 }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        announce()
    }

    func runRounds(of thread: Int) {
        var round = 0
        while true {
            wait(on: roundStarted) { self.startedRounds.load(ordering: .acquiring) != round }
            round += 1
            if isStopping.load(ordering: .relaxed) { return }
            perform(thread)
            if unfinished.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
                // Signals under the lock, so that the waiting thread can't miss it before it
                // sleeps.
                pthread_mutex_lock(mutex)
                pthread_cond_signal(roundFinished)
                pthread_mutex_unlock(mutex)
            }
        }
    }

    private func announce() {
        pthread_mutex_lock(mutex)
        startedRounds.add(1, ordering: .releasing)
        pthread_cond_broadcast(roundStarted)
        pthread_mutex_unlock(mutex)
    }

    /// Polls briefly, then sleeps until the condition holds.
    private func wait(on condition: UnsafeMutablePointer<pthread_cond_t>, _ isSo: () -> Bool) {
        for _ in 0..<Self.pollCount where isSo() { return }
        pthread_mutex_lock(mutex)
        while !isSo() { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
