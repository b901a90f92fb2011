import Coordination
import Testing
import ZeroMQ

@testable import Runtime

@Suite("The ledger of connections")
struct ConnectionLedgerTests {
    private var ledger: ConnectionLedger
    private let start = Instant(nanoseconds: 1_000_000_000)
    private let link = TCPLink(descriptor: 7)
    private let peer = Peer([0, 0, 0, 0, 1])

    init() {
        var limits = ConnectionLedger.Limits()
        limits.unreadBytes = 1000
        limits.workerUnreadBytes = 5000
        limits.totalUnreadBytes = 8000
        limits.blamelessBytes = 500
        limits.stuckBytes = 100
        limits.connections = 4
        ledger = ConnectionLedger(limits: limits)
        ledger.open(link, address: "10.0.0.1:1", at: start)
    }

    private mutating func observe(
        _ link: TCPLink? = nil, received: UInt64, acknowledged: UInt64 = 0,
        after seconds: Double = 0
    ) {
        ledger.observe(
            link ?? self.link, .init(received: received, acknowledged: acknowledged),
            at: start + seconds)
    }

    /// Takes a message out, and says whether its sender may go on.
    @discardableResult
    private mutating func take(
        _ bytes: Int = 0, cost: Double = 1, from peer: Peer? = nil, over link: TCPLink? = nil,
        after seconds: Double = 0
    ) -> Bool {
        ledger.take(
            bytes: bytes, cost: cost, from: peer ?? self.peer, over: link ?? self.link,
            at: start + seconds)
    }

    private mutating func expectPeace(
        at now: Instant, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let verdicts = ledger.judge(at: now)
        #expect(verdicts.isEmpty, sourceLocation: sourceLocation)
    }

    private mutating func expectCut(
        at now: Instant, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let verdicts = ledger.judge(at: now)
        #expect(verdicts.map(\.link) == [link], sourceLocation: sourceLocation)
    }

    @Test("cuts who sends more than is taken out, once, and nobody whose messages are taken out")
    mutating func unread() {
        observe(received: 900)
        expectPeace(at: start)
        take(850)
        observe(received: 1800)
        expectPeace(at: start)
        observe(received: 1900)
        let verdicts = ledger.judge(at: start)
        #expect(verdicts.map(\.link) == [link])
        #expect(verdicts.first?.reason == .unread(bytes: 1050))
        expectPeace(at: start)
    }

    @Test("cuts a message without an end, of which nothing can be taken out")
    mutating func endless() {
        for step in 1...10 { observe(received: UInt64(step) * 100, after: Double(step)) }
        expectPeace(at: start + 10)
        observe(received: 1100, after: 11)
        expectCut(at: start + 11)
    }

    @Test("forgives what is counted less exactly, when everything has been taken out since")
    mutating func settling() {
        // A link's own pings are counted by the system and never taken out.
        for step in 1...200 {
            take(20)
            ledger.foundEmpty()
            observe(received: UInt64(step) * 45)
            expectPeace(at: start)
        }
        #expect(ledger.connections[link]!.unread <= 45)
    }

    @Test("forgives nothing while queues are not empty")
    mutating func unsettled() {
        for step in 1...40 {
            take(20)
            observe(received: UInt64(step) * 45)
        }
        #expect(ledger.connections[link]!.unread == 40 * 25)
    }

    @Test("gives those that hold trials room for a checkpoint")
    mutating func checkpoints() {
        take(0)
        ledger.set(.holder, of: peer)
        observe(received: 4900)
        expectPeace(at: start)
        observe(received: 5100)
        expectCut(at: start)
    }

    @Test("cuts those with the most when all together hold too much")
    mutating func together() {
        let sizes: [UInt64] = [4000, 3000, 900, 900]
        for (index, size) in sizes.enumerated() {
            let other = TCPLink(descriptor: Int32(20 + index))
            let peer = Peer([0, 0, 0, 1, UInt8(index)])
            ledger.open(other, address: "10.0.0.2:\(index)", at: start)
            take(0, from: peer, over: other)
            ledger.set(.holder, of: peer)
            observe(other, received: size)
        }
        ledger.close(link)
        let verdicts = ledger.judge(at: start)
        #expect(verdicts.map(\.link.descriptor) == [20])
        #expect(verdicts.first?.reason == .largest(bytes: 4000))
    }

    @Test("cuts who takes nothing, and not who takes slowly")
    mutating func stuck() {
        take(0)
        ledger.send(bytes: 5000, to: peer)
        for second in 1...30 {
            observe(received: UInt64(second), acknowledged: UInt64(second), after: Double(second))
            expectPeace(at: start + Double(second))
        }
        observe(received: 31, acknowledged: 30, after: 44)
        expectPeace(at: start + 44)
        observe(received: 32, acknowledged: 30, after: 46)
        let verdicts = ledger.judge(at: start + 46)
        #expect(verdicts.map(\.reason) == [.stuck(bytes: 4970)])
    }

    @Test("does not count the time before something was sent as waiting")
    mutating func idleThenSending() {
        take(0)
        observe(received: 1, after: 50)
        ledger.send(bytes: 5000, to: peer)
        observe(received: 2, after: 51)
        expectPeace(at: start + 51)
    }

    @Test("closes silent connections")
    mutating func silence() {
        observe(received: 10, after: 10)
        expectPeace(at: start + 69)
        expectCut(at: start + 71)
    }

    @Test("makes room among those that never said hello, oldest first")
    mutating func crowd() {
        take(0)
        ledger.set(.worker, of: peer)
        for index in 0..<5 {
            ledger.open(
                TCPLink(descriptor: Int32(30 + index)), address: "10.0.0.3:\(index)", at: start)
        }
        let verdicts = ledger.judge(at: start)
        #expect(verdicts.map(\.link.descriptor) == [30, 31])
    }

    @Test("keeps the accounts of a connection apart from those of one that had its number before")
    mutating func reusedNumbers() {
        take(300)
        ledger.close(link)
        ledger.open(link, address: "10.0.0.1:2", at: start)
        // A message of the old connection is read after the new one was accepted.
        take(500)
        let newer = Peer([0, 0, 0, 0, 2])
        take(10, from: newer)
        observe(received: 600)
        #expect(ledger.connections[link]!.unread == 590)
        #expect(ledger.link(of: newer) == link)
        #expect(ledger.link(of: peer) == nil)
        // And one more of the old one changes nothing.
        take(500)
        observe(received: 700)
        #expect(ledger.connections[link]!.unread == 690)
    }

    @Test("counts what connections that have ended left in the queue, until it is taken out")
    mutating func departures() {
        for number in 0..<9 {
            let link = TCPLink(descriptor: 40)
            let peer = Peer([0, 0, 0, 2, UInt8(number)])
            ledger.open(link, address: "10.0.0.4:\(number)", at: start)
            take(0, from: peer, over: link)
            observe(link, received: 900)
            ledger.close(link)
        }
        take(0)
        observe(received: 499)
        #expect(ledger.departed.values.reduce(0) { $0 + $1.unread } == 8100)
        // All together have too much; who has little of it is not to blame.
        expectPeace(at: start)
        observe(received: 501)
        expectCut(at: start)
        take(900, from: Peer([0, 0, 0, 2, 0]), over: TCPLink(descriptor: 40))
        #expect(ledger.departed.values.reduce(0) { $0 + $1.unread } == 7200)
        ledger.foundEmpty()
        #expect(ledger.departed.isEmpty)
    }

    @Test("lets a connection say so much a second, and workers more than strangers")
    mutating func allowance() {
        let limits = ledger.limits
        let verdicts = [
            take(cost: limits.strangerRate * 2), take(cost: 1), take(cost: 1, after: 1),
        ]
        #expect(verdicts == [true, false, true])
        ledger.set(.worker, of: peer)
        let isFine = take(cost: limits.workerRate * 2, after: 10)
        #expect(isFine)
    }
}
