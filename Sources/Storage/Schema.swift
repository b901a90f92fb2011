import GRDB

/// The tables of a study's database, documented in docs/store.md.
enum Schema {
    /// The newest version, equal to the number of migrations.
    static let version = 4
    /// "Podi" in ASCII, in the header of the file.
    static let applicationID = 0x506F_6469

    /// Migrates a database to the newest version.
    ///
    /// A released migration never changes.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: version1)
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2") { db in
            try db.execute(sql: version2)
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3") { db in
            try db.execute(sql: version3)
            try db.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4") { db in
            try db.execute(sql: version4)
            try db.execute(sql: "PRAGMA user_version = 4")
        }
        return migrator
    }

    /// Outcomes never change; this trigger is dropped while a failed trial is reopened.
    static let finalOutcomes = """
        CREATE TRIGGER trial_outcome_is_final
        BEFORE UPDATE OF state, metrics, failure ON trial
        WHEN OLD.state = 'complete' OR OLD.state = 'pruned' OR OLD.state = 'failed'
        BEGIN SELECT RAISE(ABORT, 'the outcome of a trial never changes'); END;
        """
    static let dropFinalOutcomes = "DROP TRIGGER trial_outcome_is_final"

    /// Intermediate results have one row per epoch, with the metrics as a JSON object: metrics are
    /// written and read together, and differ by objective.
    ///
    /// Tables reached only through their trial have no rowid, so that a trial's rows are adjacent.
    private static let version1 = """
        CREATE TABLE study (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            job TEXT NOT NULL,
            job_text TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            created_at REAL NOT NULL
        ) STRICT;

        CREATE TABLE trial (
            number INTEGER PRIMARY KEY CHECK (number >= 0),
            configuration TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (
                state = 'waiting' OR state = 'running' OR state = 'paused'
                OR state = 'complete' OR state = 'pruned' OR state = 'failed'),
            metrics TEXT,
            failure TEXT
        ) STRICT;

        CREATE TABLE attempt (
            trial INTEGER NOT NULL REFERENCES trial (number),
            number INTEGER NOT NULL CHECK (number >= 1),
            epoch INTEGER NOT NULL,
            worker TEXT NOT NULL,
            host TEXT NOT NULL,
            started_at REAL NOT NULL,
            ended_at REAL,
            outcome TEXT NOT NULL DEFAULT 'running' CHECK (
                outcome = 'running' OR outcome = 'complete' OR outcome = 'failed'
                OR outcome = 'lost' OR outcome = 'returned' OR outcome = 'superseded'),
            note TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (trial, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE report (
            trial INTEGER NOT NULL REFERENCES trial (number),
            epoch INTEGER NOT NULL,
            metrics TEXT NOT NULL,
            PRIMARY KEY (trial, epoch)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE conflict (
            id INTEGER PRIMARY KEY,
            trial INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            recorded_at REAL NOT NULL,
            state TEXT NOT NULL CHECK (state = 'complete' OR state = 'failed'),
            metrics TEXT,
            failure TEXT,
            FOREIGN KEY (trial, attempt) REFERENCES attempt (trial, number)
        ) STRICT;

        \(finalOutcomes)

        CREATE TRIGGER trial_configuration_is_final
        BEFORE UPDATE OF number, configuration ON trial
        BEGIN SELECT RAISE(ABORT, 'the configuration of a trial never changes'); END;

        CREATE TRIGGER trial_is_kept
        BEFORE DELETE ON trial
        BEGIN SELECT RAISE(ABORT, 'trials are never deleted'); END;
        """

    /// Names: `epoch` is a pass over the data and nothing else, and a report is a page.
    private static let version2 = """
        ALTER TABLE study RENAME COLUMN epoch TO incarnation;
        ALTER TABLE attempt RENAME COLUMN epoch TO incarnation;
        ALTER TABLE report RENAME TO intermediate_result;
        """

    /// Segments: how far a trial was trained, and how far it is to be trained next.
    ///
    /// The table of attempts is made again, because a check can't be changed.
    private static let version3 = """
        ALTER TABLE trial ADD COLUMN pruning TEXT;
        ALTER TABLE trial ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE trial ADD COLUMN until INTEGER;
        ALTER TABLE trial ADD COLUMN parent INTEGER REFERENCES trial (number);
        ALTER TABLE trial ADD COLUMN parent_epoch INTEGER;
        ALTER TABLE trial ADD COLUMN checkpoint TEXT;

        UPDATE trial SET epoch = coalesce(
            (SELECT max(epoch) FROM intermediate_result WHERE trial = trial.number), 0)
        WHERE state = 'complete';

        CREATE TABLE new_attempt (
            trial INTEGER NOT NULL REFERENCES trial (number),
            number INTEGER NOT NULL CHECK (number >= 1),
            incarnation INTEGER NOT NULL,
            worker TEXT NOT NULL,
            host TEXT NOT NULL,
            started_at REAL NOT NULL,
            ended_at REAL,
            outcome TEXT NOT NULL DEFAULT 'running' CHECK (
                outcome = 'running' OR outcome = 'complete' OR outcome = 'reached'
                OR outcome = 'failed' OR outcome = 'lost' OR outcome = 'returned'
                OR outcome = 'superseded'),
            note TEXT NOT NULL DEFAULT '',
            until INTEGER,
            PRIMARY KEY (trial, number)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_attempt
            SELECT trial, number, incarnation, worker, host, started_at, ended_at, outcome, note,
                NULL
            FROM attempt;
        DROP TABLE attempt;
        ALTER TABLE new_attempt RENAME TO attempt;
        """

    /// Budgets: why a search ended before it had all its trials.
    private static let version4 = """
        ALTER TABLE study ADD COLUMN end_reason TEXT;
        """
}
