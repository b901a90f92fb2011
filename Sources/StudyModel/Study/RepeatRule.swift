/// Whether a configuration may be drawn twice.
///
/// A job without a rule repeats configurations only after all of a finite space were drawn.
package enum RepeatRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// The search ends when all were drawn.
    case never
    /// Draws do not depend on earlier ones.
    case always
}
