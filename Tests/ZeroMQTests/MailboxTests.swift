import Foundation
import Testing
import ZeroMQ

@Suite struct MailboxTests {
    @Test("Nothing is lost or reordered when many threads post at once")
    func stress() throws {
        let posters = 8
        let each = 5000
        let mailbox = try Mailbox<(poster: Int, number: Int)>()
        for poster in 0..<posters {
            Thread.detachNewThread {
                for number in 0..<each { mailbox.post((poster, number)) }
            }
        }
        var poller = Poller()
        poller.add(descriptor: mailbox.descriptor)
        var next = [Int](repeating: 0, count: posters)
        while next.reduce(0, +) < posters * each {
            // A lost wake-up would show here: the box would hold something and nobody be woken.
            try #require(try !poller.poll(timeoutMilliseconds: patienceMilliseconds).isEmpty)
            for element in mailbox.drain() {
                #expect(next[element.poster] == element.number)
                next[element.poster] = element.number + 1
            }
        }
        #expect(next.allSatisfy { $0 == each })
        #expect(mailbox.count == 0)
        #expect(try poller.poll(timeoutMilliseconds: 0).isEmpty)
    }

    @Test("An owner that sleeps after each drain is woken for every element")
    func wakeUps() throws {
        let requests = try Mailbox<Int>()
        let answers = try Mailbox<Int>()
        let rounds = 2000
        Thread.detachNewThread {
            var poller = Poller()
            poller.add(descriptor: requests.descriptor)
            var answered = 0
            while answered < rounds {
                let ready = try? poller.poll(timeoutMilliseconds: patienceMilliseconds)
                guard let ready, !ready.isEmpty else { return }
                for element in requests.drain() {
                    answers.post(element)
                    answered += 1
                }
            }
        }
        var poller = Poller()
        poller.add(descriptor: answers.descriptor)
        for round in 0..<rounds {
            requests.post(round)
            try #require(try !poller.poll(timeoutMilliseconds: patienceMilliseconds).isEmpty)
            #expect(answers.drain() == [round])
        }
    }

    @Test("Draining an empty mailbox gives nothing, and it counts what it holds")
    func counting() throws {
        let mailbox = try Mailbox<String>()
        #expect(mailbox.drain().isEmpty)
        mailbox.post("a")
        mailbox.post("b")
        #expect(mailbox.count == 2)
        #expect(mailbox.drain() == ["a", "b"])
        #expect(mailbox.count == 0)
    }
}
