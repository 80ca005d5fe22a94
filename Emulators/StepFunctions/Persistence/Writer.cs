using System.Text.Json;
using Ensemble.StepFunctions.Service;
using Microsoft.Data.Sqlite;

namespace Ensemble.StepFunctions.Persistence;

/// <summary>The only one who writes: a transaction at a time, with statements that are prepared once.</summary>
internal sealed class Writer : IDisposable
{
    private const int MaxDefinitions = 1000;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _definition;
    private readonly SqliteCommand _execution;
    private readonly SqliteCommand _events;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly Dictionary<string, long> _definitions = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _afterCommit = [];

    public Writer(SqliteConnection connection)
    {
        _connection = connection;
        _put = Command("INSERT INTO records (kind, arn, json) VALUES ($kind, $arn, $json) ON CONFLICT (kind, arn) DO UPDATE SET json = excluded.json", "$kind", "$arn", "$json");
        _remove = Command("DELETE FROM records WHERE kind = $kind AND arn = $arn", "$kind", "$arn");
        _definition = Command("INSERT INTO definitions (text) VALUES ($text) ON CONFLICT (text) DO UPDATE SET text = excluded.text RETURNING id", "$text");
        _execution = Command(
            """
            INSERT INTO executions (arn, machine, map_run, version, alias, status, redrives, definition, json)
            VALUES ($arn, $machine, $mapRun, $version, $alias, $status, $redrives, $definition, $json)
            ON CONFLICT (arn) DO UPDATE SET status = excluded.status, redrives = excluded.redrives, json = excluded.json
            """,
            "$arn", "$machine", "$mapRun", "$version", "$alias", "$status", "$redrives", "$definition", "$json");
        _events = Command("INSERT INTO events (execution, first, last, json) SELECT id, $first, $last, $json FROM executions WHERE arn = $arn", "$arn", "$first", "$last", "$json");
        _begin = Command("BEGIN");
        _commit = Command("COMMIT");
    }

    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>Ends the transaction and tells those who wait for it.</summary>
    public void Commit()
    {
        _commit.ExecuteNonQuery();
        foreach (var waiting in _afterCommit)
        {
            waiting.TrySetResult();
        }

        _afterCommit.Clear();
    }

    /// <summary>Tells those who wait that they wait in vain.</summary>
    public void Fail(Exception exception)
    {
        foreach (var waiting in _afterCommit)
        {
            waiting.TrySetException(exception);
        }
    }

    public void AfterCommit(TaskCompletionSource waiting) => _afterCommit.Add(waiting);

    public void Put(string kind, string arn, string json) => Run(_put, kind, arn, json);

    public void Remove(string kind, string arn) => Run(_remove, kind, arn);

    public void Put(ExecutionRecord record)
    {
        var text = record.Revision.Definition;
        if (!_definitions.TryGetValue(text, out var definition))
        {
            if (_definitions.Count > MaxDefinitions)
            {
                _definitions.Clear();
            }

            _definition.Parameters[0].Value = text;
            definition = (long)_definition.ExecuteScalar()!;
            _definitions[text] = definition;
        }

        var json = JsonSerializer.Serialize(record with { Revision = record.Revision with { Definition = string.Empty } }, RecordJson.Default.ExecutionRecord);
        Run(_execution, record.Arn, record.StateMachineArn, record.MapRunArn, record.VersionArn, record.AliasArn, (int)record.Status, record.RedriveCount, definition, json);
    }

    public void PutEvents(string arn, long first, long last, string json) => Run(_events, arn, first, last, json);

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_put, _remove, _definition, _execution, _events, _begin, _commit])
        {
            command.Dispose();
        }
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }
}
