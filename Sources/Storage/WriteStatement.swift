import GRDB
import GRDBSQLite

/// A statement that changes rows; its values are bound to SQLite directly.
///
/// GRDB caches the statements. Its boxed arguments and its change observers, which are unused here,
/// took a third of a commit's time.
struct WriteStatement {
    /// A value of a column.
    enum Value: ExpressibleByNilLiteral {
        case int(Int)
        case real(Double)
        case text(String)
        case null

        init(nilLiteral: ()) { self = .null }

        init(_ text: String?) { self = text.map { .text($0) } ?? .null }
        init(_ number: Int?) { self = number.map { .int($0) } ?? .null }
    }

    private let db: Database
    private let sql: String
    private let handle: SQLiteStatement

    /// Takes the statement from the connection's cache, or prepares it.
    init(_ sql: String, in db: Database) throws {
        self.db = db
        self.sql = sql
        handle = try db.cachedStatement(sql: sql).sqliteStatement
    }

    /// Runs the statement.
    ///
    /// - Parameter values: one for each parameter, in their order.
    /// - Returns: how many rows it changed.
    func run(_ values: [Value]) throws -> Int {
        precondition(sqlite3_bind_parameter_count(handle) == values.count, sql)
        // Clears the state of a failed run.
        sqlite3_reset(handle)
        defer { sqlite3_reset(handle) }
        for (index, value) in values.enumerated() {
            try check(bind(value, at: Int32(index + 1)), expecting: SQLITE_OK)
        }
        try check(sqlite3_step(handle), expecting: SQLITE_DONE)
        return Int(sqlite3_changes(db.sqliteConnection))
    }

    private func bind(_ value: Value, at position: Int32) -> Int32 {
        switch value {
        case .int(let number): sqlite3_bind_int64(handle, position, Int64(number))
        case .real(let number): sqlite3_bind_double(handle, position, number)
        case .null: sqlite3_bind_null(handle, position)
        case .text(var text):
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(
                        handle, position, $0.baseAddress ?? Self.empty, Int32($0.count),
                        Self.copied)
                }
            }
        }
    }

    private func check(_ code: Int32, expecting expected: Int32) throws {
        guard code != expected else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: sql)
    }

    /// Tells SQLite to copy a text.
    private static var copied: sqlite3_destructor_type {
        // `SQLITE_TRANSIENT` in C: -1 cast to a function that SQLite compares with and never calls.
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
    /// An empty text may have no address, which SQLite would take for null.
    private static var empty: UnsafePointer<CChar> {
        UnsafeRawPointer(StaticString("").utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
