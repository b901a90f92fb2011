import Coordination
import StudyModel
import Testing
import Wire

@testable import Runtime

@Suite("What one peer may have of a coordinator")
struct PeerLimitTests {
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func peer(_ number: UInt8) -> Peer { Peer([0, 0, 0, 0, number]) }

    private func request(_ offset: Int = 0) -> DataRequest {
        DataRequest(.dataset(.mnist, file: "x"), offset: offset, count: WireLimits.dataChunk)
    }

    @Test("Who asks for data and takes none gets no more than its share")
    func unreadData() {
        var desk = DataRequestQueue()
        var sent: [Peer: Int] = [:]
        for round in 0..<200 {
            for _ in 0..<10 { desk.ask(request(round), from: peer(1)) }
            for (peer, request) in desk.next(unsent: { sent[$0] ?? 0 }) {
                sent[peer, default: 0] += request.count
            }
        }
        #expect(sent[peer(1)]! <= 3 << 20)
        #expect(desk.count <= 4)
    }

    @Test("All who take nothing together get no more than the share of all, and block nobody")
    func unreadByMany() {
        let limits = DataRequestQueue.Limits()
        var desk = DataRequestQueue(limits: limits)
        var sent: [Peer: Int] = [:]
        var answered = 0
        for round in 0..<200 {
            for number in 2...100 { desk.ask(request(round), from: peer(UInt8(number))) }
            for (peer, request) in desk.next(unsent: { sent[$0] ?? 0 }) {
                sent[peer, default: 0] += request.count
            }
        }
        #expect(sent.values.reduce(0, +) <= limits.unsentInTotal + WireLimits.dataChunk)
        // Once they are sent away the honest one has its turn.
        for number in 2...100 { desk.forget(peer(UInt8(number))) }
        sent = [:]
        for round in 0..<50 {
            desk.ask(request(round), from: peer(1))
            answered += desk.next(unsent: { sent[$0] ?? 0 }).count
        }
        #expect(answered == 50)
    }

    @Test("Requests are answered in the order in which they came, one peer's like another's")
    func order() {
        var desk = DataRequestQueue()
        for number in 1...5 { desk.ask(request(number), from: peer(UInt8(number))) }
        let turn = desk.next { $0 == self.peer(3) ? 8 << 20 : 0 }
        #expect(turn.map(\.request.offset) == [1, 2, 4, 5])
        let rest = desk.next { _ in 0 }
        #expect(rest.map(\.request.offset) == [3])
        #expect(desk.isEmpty)
    }

    @Test("A request with a negative or an endless count upsets no sum")
    func hostileCounts() {
        var desk = DataRequestQueue()
        for (number, count) in [(1, Int.min), (2, Int.max), (3, -1)] {
            desk.ask(
                DataRequest(.input(sha256: ""), offset: .min, count: count),
                from: peer(UInt8(number)))
        }
        let turn = desk.next { _ in 0 }
        #expect(turn.count == 3)
    }

    @Test("Lines about one worker are few, and what is left out is counted")
    func lines() {
        var limiter = NoticeLimiter()
        var shown = 0
        for step in 0..<100_000 {
            if limiter.admits("worker loud", at: start + Double(step) / 10_000) { shown += 1 }
        }
        #expect(shown <= 10)
        let isQuietShown = limiter.admits("worker quiet", at: start + 10)
        #expect(isQuietShown)
        let words = limiter.summary(at: start + 20)
        #expect(
            words == "\(100_000 - shown) more lines were left out: \(100_000 - shown) about "
                + "worker loud")
        let later = limiter.summary(at: start + 40)
        #expect(later == nil)
    }

    @Test("Lines about ever new names are few as well")
    func newNames() {
        var limiter = NoticeLimiter()
        var shown = 0
        for step in 0..<100_000 {
            if limiter.admits("worker \(step)", at: start + Double(step) / 10_000) { shown += 1 }
        }
        #expect(shown <= 400 + 20 * 10 + 1)
        let words = limiter.summary(at: start + 30) ?? ""
        #expect(words.hasPrefix("\(100_000 - shown) more lines"))
    }

    @Test("A cluster of some hundred workers that joins at once is shown whole")
    func joining() {
        var limiter = NoticeLimiter()
        let shown = (0..<300).count { limiter.admits("worker \($0)", at: start) }
        #expect(shown == 300)
    }

    // MARK: The worker's side

    private func attempt(_ trial: Int) -> AttemptID {
        AttemptID(study: "s", trial: trial, number: 1, incarnation: 1, jobFingerprint: 1)
    }

    private func large(_ trial: Int, bytes: Int) -> WorkerMessage {
        .attemptFailed(attempt(trial), reason: String(repeating: "x", count: bytes))
    }

    @Test("A worker has few large messages on the way, and sends the next when one has arrived")
    func pacing() {
        var outgoing = OutgoingResults()
        var sent = (0..<10).flatMap { outgoing.offer(large($0, bytes: 3 << 20)) }
        #expect(sent.count == 2)
        for trial in 0..<10 {
            #expect(sent.count <= trial + 2)
            sent += outgoing.acknowledge([attempt(trial)])
        }
        #expect(sent.count == 10)
        #expect(sent == (0..<10).map { large($0, bytes: 3 << 20) })
        // Small ones don't wait for anything.
        for trial in 10..<100 {
            let sent = outgoing.offer(.attemptFailed(attempt(trial), reason: "x"))
            #expect(sent.count == 1)
        }
    }

    @Test("Pings and a goodbye never wait, and a hello starts afresh")
    func others() {
        var outgoing = OutgoingResults()
        for trial in 0..<5 { _ = outgoing.offer(large(trial, bytes: 3 << 20)) }
        for message in [.ping(sequence: 1, held: []), .goodbye, .ready(credit: 1)]
            as [WorkerMessage]
        {
            let sent = outgoing.offer(message)
            #expect(sent == [message])
        }
        let hello = WorkerMessage.hello(
            Hello(
                identity: WorkerIdentity(name: "w", host: "h"), bootNonce: 1, slots: 1, credit: 1,
                held: []))
        let greeting = outgoing.offer(hello)
        let none = outgoing.acknowledge([attempt(0)])
        let fresh = outgoing.offer(large(7, bytes: 1))
        #expect(greeting == [hello])
        #expect(none.isEmpty)
        #expect(fresh.count == 1)
    }

    @Test("Results with long curves are split, and all of them are sent in order")
    func splitting() throws {
        let curve = (1...10_000).map {
            IntermediateResult(epoch: $0, metrics: ["validation_loss": 1])
        }
        let results = (0..<60).map {
            AttemptResult(
                attempt: attempt($0), outcome: .complete(metrics: [:]), intermediateResults: curve)
        }
        var outgoing = OutgoingResults()
        var sent = outgoing.offer(.results(results))
        var arrived: [Int] = []
        while !sent.isEmpty {
            guard case .results(let part) = sent.removeFirst() else {
                Issue.record("not a result")
                return
            }
            let size = ClientMessage.worker(.results(part)).encoded().reduce(0) { $0 + $1.count }
            #expect(size < WireLimits.largestContent)
            arrived += part.map(\.attempt.trial)
            sent += outgoing.acknowledge(part.map(\.attempt))
        }
        #expect(arrived == Array(0..<60))
    }

    @Test("A curve that is longer than a message may be keeps points all along, and its end")
    func thinning() throws {
        for count in [100_000, 100_001, 250_007, 1_000_000] {
            let curve = (1...count).map { IntermediateResult(epoch: $0, metrics: [:]) }
            var outgoing = OutgoingResults()
            let sent = outgoing.offer(
                .results([
                    AttemptResult(
                        attempt: attempt(0), outcome: .complete(metrics: [:]),
                        intermediateResults: curve)
                ]))
            guard case .results(let results) = try #require(sent.first) else { return }
            let epochs = results[0].intermediateResults.map(\.epoch)
            #expect(epochs.last == count)
            #expect((50_000...100_000).contains(epochs.count))
            let frames = ClientMessage.worker(.results(results)).encoded()
            #expect(try ClientMessage(frames: frames) == .worker(.results(results)))
        }
    }

    @Test("A worker sends as many reports as can be followed")
    func reports() {
        var allowance = ReportAllowance()
        let admitted = (0..<100_000).count { allowance.admitsOne(at: start + Double($0) / 10_000) }
        #expect((1000...1300).contains(admitted))
    }

    // MARK: Trying again

    @Test("A link waits longer each time, up to half a minute, and at once after a success")
    func backOff() {
        var backOff = LinkBackOff(jitter: 1)
        var now = start
        var waits: [Double] = []
        for _ in 0..<8 {
            backOff.begin(at: now)
            #expect(backOff.isWaiting)
            let wait = backOff.remaining(at: now)!
            waits.append(wait)
            now = now + wait
            let over = [-wait / 2, 0, 0].map { backOff.isOver(at: now + $0) }
            #expect(over == [false, true, false])
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 32, 32])
        backOff.clear()
        backOff.begin(at: now)
        #expect(backOff.remaining(at: now) == 1)
    }

    @Test("What a link sees is said once, when it changes, and again after minutes")
    func linkReports() {
        var intermediateResults = LinkReports()
        var news: [Bool] = []
        for (words, seconds) in [("a", 0), ("a", 299), ("b", 299), ("a", 299), ("a", 600)] {
            news.append(intermediateResults.isNews(words, at: start + Double(seconds)))
        }
        #expect(news == [true, false, true, true, true])
        intermediateResults.clear()
        let isNews = intermediateResults.isNews("a", at: start + 600)
        #expect(isNews)
    }
}
