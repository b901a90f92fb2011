import Models
import StudyModel

/// Numbers of a table that are too far from those that a network learns from.
extension JobReader {
    /// Columns whose numbers differ by less than this factor have none that is too far.
    private static let usualSpan = 1e9

    /// Notes numbers of validation and test rows whose squares are infinite when they are
    /// standardised by the statistics of the training rows.
    ///
    /// Reads the files once more, and only if numbers of a column have very different magnitudes.
    mutating func checkDistances(_ fields: JobFields, _ job: NetworkJob) {
        guard let table = job.dataset.table, let survey = tableSurvey,
            let dataset = fields["dataset"]
        else { return }
        let names =
            table.columns.filter { $0.categories == nil }.map(\.name)
            + (table.classes == nil ? table.targets : [])
        guard names.contains(where: { isWide($0, survey) }) else { return }
        var alone = table
        alone.test = nil
        for (key, own) in [("table", alone)] + (table.test == nil ? [] : [("test", table)]) {
            do { try environment.tableRows(own, job.split) } catch {
                return note(
                    "dataset.\(key): \("\(error)".onOneLine)",
                    at: (dataset.value(ofKey: key) ?? dataset).position)
            }
        }
    }

    private func isWide(_ name: String, _ survey: TableSurvey) -> Bool {
        let found = [survey, testSurvey].compactMap { $0?[name] }
        guard let own = found.first, let low = found.map(\.lowest).min(),
            let high = found.map(\.highest).max()
        else { return false }
        // A column of equal numbers is not divided by its deviation.
        return high - low > Self.usualSpan * min(own.leastMagnitude, 1)
    }
}
