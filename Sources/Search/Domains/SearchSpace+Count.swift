package import StudyModel

extension SearchSpace {
    /// The number of configurations, pools drawn; nil if a domain is continuous, or if conditions
    /// and constraints leave a number that is too large to be counted.
    package var configurationCount: Int? {
        let isRestricted = isConditional || !constraints.isEmpty
        guard isRestricted else { return combinationCount }
        return DrawableSpace(self).listing(limit: DrawableSpace.listingLimit)?.count
    }
}
