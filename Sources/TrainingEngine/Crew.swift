import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Threads that run jobs together: the caller's and `count - 1` others.
///
/// Between jobs the other threads spin briefly, because the next job usually follows within
/// microseconds, and then sleep. A job allocates nothing.
final class Crew {
    let count: Int
    private let board: Board
    private var threads: [pthread_t] = []

    /// - Parameter perform: runs the share of thread number `thread` of the current job.
    init(count: Int, _ perform: @escaping (_ thread: Int) -> Void) {
        self.count = count
        board = Board(perform)
        for number in 1..<count {
            let seat = Unmanaged.passRetained(Seat(number: number, board: board))
            threads.append(startThread(seat.toOpaque()))
        }
    }

    deinit {
        board.stop()
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Runs every thread's share; returns when all are done.
    func run() { board.run(others: threads.count) }
}

/// A thread's number and the board that it shares with the others.
private final class Seat {
    let number: Int
    let board: Board

    init(number: Int, board: Board) {
        self.number = number
        self.board = board
    }
}

private func startThread(_ seat: UnsafeMutableRawPointer) -> pthread_t {
    #if canImport(Darwin)
        var thread: pthread_t?
        let failure = pthread_create(&thread, nil, { work(at: $0) }, seat)
        guard failure == 0, let thread else {
            preconditionFailure("a training thread can't be started: error \(failure)")
        }
        return thread
    #else
        var thread = pthread_t()
        let failure = pthread_create(&thread, nil, { work(at: $0!) }, seat)
        precondition(failure == 0, "a training thread can't be started: error \(failure)")
        return thread
    #endif
}

/// The main function of a thread: runs jobs until the crew stops.
private func work(at pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let seat = Unmanaged<Seat>.fromOpaque(pointer).takeRetainedValue()
    seat.board.work(seat.number)
    return nil
}

/// The state that the threads of a crew share.
private final class Board {
    /// The number of polls before a thread sleeps: some tens of microseconds.
    private static let patience = 20_000

    private let perform: (Int) -> Void
    /// The job counter; a change announces a job.
    private let job = Atomic<Int>(0)
    /// The number of threads that have not finished their share.
    private let unfinished = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let news = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let done = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ perform: @escaping (Int) -> Void) {
        self.perform = perform
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(news, nil)
        pthread_cond_init(done, nil)
    }

    deinit {
        pthread_cond_destroy(done)
        pthread_cond_destroy(news)
        pthread_mutex_destroy(mutex)
        done.deallocate()
        news.deallocate()
        mutex.deallocate()
    }

    func run(others: Int) {
        unfinished.store(others, ordering: .relaxed)
        announce()
        perform(0)
        wait(on: done) { self.unfinished.load(ordering: .acquiring) == 0 }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
        announce()
    }

    func work(_ thread: Int) {
        var last = 0
        while true {
            wait(on: news) { self.job.load(ordering: .acquiring) != last }
            last += 1
            if isStopping.load(ordering: .relaxed) { return }
            perform(thread)
            if unfinished.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
                // Signals under the lock, so that the waiting thread can't miss it before it
                // sleeps.
                pthread_mutex_lock(mutex)
                pthread_cond_signal(done)
                pthread_mutex_unlock(mutex)
            }
        }
    }

    private func announce() {
        pthread_mutex_lock(mutex)
        job.add(1, ordering: .releasing)
        pthread_cond_broadcast(news)
        pthread_mutex_unlock(mutex)
    }

    /// Polls briefly, then sleeps until the condition holds.
    private func wait(on condition: UnsafeMutablePointer<pthread_cond_t>, _ isSo: () -> Bool) {
        for _ in 0..<Self.patience where isSo() { return }
        pthread_mutex_lock(mutex)
        while !isSo() { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
