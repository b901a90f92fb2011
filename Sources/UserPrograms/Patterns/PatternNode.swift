/// A part of a regular expression.
indirect enum PatternNode: Sendable, Hashable {
    enum Assertion: Sendable, Hashable { case start, end, wordBoundary, noWordBoundary }

    /// One scalar of a set.
    case scalar(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    /// The first alternative that matches.
    case choice([PatternNode])
    /// A group whose text is wanted; the first one has number 1.
    case group(Int, PatternNode)
    /// - isLazy: whether few repetitions are tried first.
    case repetition(PatternNode, least: Int, most: Int?, isLazy: Bool)
}
