import GRDB
package import StudyModel

extension SQLiteStudyStore {
    /// Counts all trials at the stops of a scheduler.
    package func count(in counts: inout RungCounts) throws(StoreError) {
        let path = path
        counts = try reading { [counts] db in
            var counts = counts
            let places = try Row.fetchCursor(
                db,
                sql: """
                    SELECT min(number), state, epoch, until, parent_epoch, count(*)
                    FROM trial GROUP BY state, epoch, until, parent_epoch
                    """)
            while let row = try places.next() {
                let place = RungCounts.Place(
                    state: try Self.state(row[1], row[0], path), epoch: row[2], until: row[3],
                    start: row[4])
                counts.add(place, count: row[5])
            }
            let ends = try Row.fetchCursor(
                db,
                sql: """
                    SELECT until, count(*) FROM attempt
                    WHERE outcome = 'reached' AND until IS NOT NULL GROUP BY until
                    """)
            while let row = try ends.next() { counts.addReached(row[0], count: row[1]) }
            return counts
        }
    }
}
