using Microsoft.Data.Sqlite;

namespace Ensemble.StepFunctions.Persistence;

/// <summary>The tables of the store.</summary>
internal static class Schema
{
    /// <summary>Makes the tables that are missing.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS records (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL,
                arn TEXT NOT NULL,
                json TEXT NOT NULL,
                UNIQUE (kind, arn));
            CREATE TABLE IF NOT EXISTS definitions (
                id INTEGER PRIMARY KEY,
                text TEXT NOT NULL UNIQUE);
            CREATE TABLE IF NOT EXISTS executions (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                arn TEXT NOT NULL UNIQUE,
                machine TEXT NOT NULL,
                map_run TEXT,
                version TEXT,
                alias TEXT,
                status INTEGER NOT NULL,
                redrives INTEGER NOT NULL,
                definition INTEGER NOT NULL REFERENCES definitions (id),
                json TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS executions_of_machine ON executions (machine, id);
            CREATE INDEX IF NOT EXISTS executions_of_map_run ON executions (map_run, id) WHERE map_run IS NOT NULL;
            CREATE INDEX IF NOT EXISTS executions_running ON executions (status) WHERE status = 0;
            CREATE TABLE IF NOT EXISTS events (
                execution INTEGER NOT NULL REFERENCES executions (id),
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                json TEXT NOT NULL,
                PRIMARY KEY (execution, first)) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
    }
}
