import StudyModel

extension StudyStanding {
    /// Why a study has no trial of a number, as text for a user; nil if it has one or may have one.
    ///
    /// - Parameters:
    ///   - name: the study's name.
    ///   - mustHaveBegun: whether a trial that is still to begin counts as none.
    package func complaint(
        aboutTrial number: Int, of name: String, mustHaveBegun: Bool
    ) -> String? {
        let text = "\(name) has no trial \(number)"
        let total = job.total(begun: trials, hasEnded: end != nil)
        // Branches of a population have numbers beyond the total.
        let limit = total.map { max($0, trials) } ?? (mustHaveBegun ? trials : .max)
        guard (0..<limit).contains(number) else {
            return limit == 0
                ? "\(text); it has no trials yet"
                : limit == .max
                    ? "\(text); trials are counted from 0"
                    : "\(text); its trials are 0 to \(limit - 1)"
        }
        guard mustHaveBegun, number >= trials else { return nil }
        return trials == 0
            ? "\(text); it has no trials yet"
            : "\(text) yet: \(trials) of its \(limit) trials have begun, 0 to \(trials - 1)"
    }
}
