/// How a study shares the workers with the other studies of its coordinator.
///
/// Operators change it at any time. It decides when trials are handed out, and no trial's numbers.
package struct StudyShare: Sendable, Hashable, Codable {
    package static let priorities = -1000...1000

    /// A study gets every slot that it can use before studies of a lower priority get one.
    ///
    /// Studies of one priority have equal shares: a free slot goes to the study that runs the
    /// fewest trials; among these, to the one that got its last slot the longest ago.
    package var priority: Int
    /// The most trials at a time; nil for as many as there are slots.
    package var slotLimit: Int?
    /// Whether no trials are handed out; running ones go on to the end of their segment.
    package var isPaused: Bool

    package init(priority: Int = 0, slotLimit: Int? = nil, isPaused: Bool = false) {
        self.priority = priority
        self.slotLimit = slotLimit
        self.isPaused = isPaused
    }
}
