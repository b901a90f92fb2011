import Foundation
import Storage
import StudyModel
import Testing

@testable import Coordination
@testable import Runtime
@testable import Studies

@Suite("The committer")
struct CommitterTests {
    private let scratch: ScratchDirectory
    private let first: (study: OpenStudy, store: StubbornStore)
    private let second: (study: OpenStudy, store: StubbornStore)
    private let committer: Committer
    private let start = Instant(nanoseconds: 1_000_000_000)

    init() throws {
        scratch = try ScratchDirectory()
        first = try StudyFixtures.openStudy("one", in: scratch.path)
        second = try StudyFixtures.openStudy("two", in: scratch.path)
        committer = Committer()
        for study in [first.study, second.study] {
            committer.add(ServedStudy(study, try study.progress()))
        }
    }

    private func adding(_ number: Int, to study: String) -> CoordinatorEffects {
        var effects = CoordinatorEffects()
        effects.changes = [
            .init(
                study: study,
                change: .trialAdded(
                    number: number,
                    configuration: StudyFixtures.configuration(Double(number) / 8)))
        ]
        effects.messages = [
            .init(peer: Peer([1]), message: .pong(sequence: UInt64(number)))
        ]
        effects.notices = [.refused("\(study) \(number)")]
        return effects
    }

    private func committed(_ outcome: JournalOutcome) -> CoordinatorEffects? {
        if case .committed(let effects, _) = outcome { effects } else { nil }
    }

    private func trials(_ store: StubbornStore) throws -> Int { try store.load().trials.count }

    @Test("stores before anything is said")
    func stores() throws {
        let effects = try #require(
            committed(try committer.commit(adding(0, to: "one"), at: start)))
        #expect(effects.changes.count == 1)
        #expect(effects.messages.count == 1)
        #expect(try trials(first.store) == 1)
        #expect(try trials(second.store) == 0)
        #expect(second.store.commitCount == 0)
        #expect(!committer.isStalled)
    }

    @Test("holds everything back while the disk is full, and lets it go in order")
    func stalls() throws {
        first.store.refuse(.full(path: "one"))
        guard
            case .stalled(let reason, isNew: true) = try committer.commit(
                adding(0, to: "one"), at: start)
        else {
            Issue.record("nothing was held back")
            return
        }
        #expect(reason.contains("no room on the disk"))
        #expect(committer.isStalled)
        let retryAt = try #require(committer.retryAt)
        #expect(retryAt > start)

        // Before the time for it nothing is tried, and the stall is told once.
        guard
            case .stalled(_, isNew: false) = try committer.commit(
                adding(1, to: "one"), at: start + 0.01)
        else {
            Issue.record("tried again too early")
            return
        }
        #expect(first.store.commitCount == 1)
        guard
            case .stalled(_, isNew: false) = try committer.commit(
                CoordinatorEffects(), at: retryAt)
        else {
            Issue.record("the disk is still full")
            return
        }
        #expect(first.store.commitCount == 2)

        first.store.refuse(nil)
        let later = try #require(committer.retryAt)
        guard
            case .committed(let effects, hasRecovered: true) = try committer.commit(
                adding(2, to: "one"), at: later)
        else {
            Issue.record("there was room")
            return
        }
        #expect(effects.notices == [.refused("one 0"), .refused("one 1"), .refused("one 2")])
        #expect(effects.messages.count == 3)
        #expect(effects.changes.count == 3)
        #expect(try trials(first.store) == 3)
        #expect(!committer.isStalled)
        guard
            case .committed(let next, hasRecovered: false) = try committer.commit(
                CoordinatorEffects(), at: later)
        else {
            Issue.record("nothing was to be held back")
            return
        }
        #expect(next.isEmpty)
    }

    @Test("stores each study's changes once, however long another study's disk is full")
    func oneStudyOfTwo() throws {
        second.store.refuse(.full(path: "two"))
        var both = adding(0, to: "one")
        both.append(adding(0, to: "two"))
        #expect(committed(try committer.commit(both, at: start)) == nil)
        #expect(try trials(first.store) == 1)

        // What comes for the first study meanwhile must be stored as well.
        #expect(committed(try committer.commit(adding(1, to: "one"), at: start + 0.01)) == nil)
        second.store.refuse(nil)
        let effects = try #require(
            committed(try committer.commit(CoordinatorEffects(), at: start + 10)))
        #expect(try trials(first.store) == 2)
        #expect(try trials(second.store) == 1)
        #expect(effects.changes.count == 3)
        #expect(effects.messages.count == 3)
    }

    @Test("passes on every error but a full disk")
    func fails() {
        first.store.refuse(.replaced(path: "one"))
        #expect(throws: StoreError.replaced(path: "one")) {
            _ = try committer.commit(adding(0, to: "one"), at: start)
        }
    }

    @Test("reassures workers now and then, not all the time")
    func reassures() {
        #expect(committer.shouldReassure(at: start))
        #expect(!committer.shouldReassure(at: start + 0.5))
        #expect(committer.shouldReassure(at: start + 5))
    }
}
