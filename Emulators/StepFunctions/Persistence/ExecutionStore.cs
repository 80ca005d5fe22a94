using System.Text.Json;
using System.Threading.Channels;
using Ensemble.StepFunctions.Execution;
using Ensemble.StepFunctions.Service;
using Microsoft.Data.Sqlite;

namespace Ensemble.StepFunctions.Persistence;

/// <summary>
/// What survives the process, in one SQLite file. A single writer puts everything that waits into one transaction; what is
/// in a transaction that was committed is kept whenever and however the process ends.
/// </summary>
internal sealed class ExecutionStore : IAsyncDisposable
{
    private const int MaxBatch = 2000;

    private readonly Channel<Action<Writer>> _writes = Channel.CreateBounded<Action<Writer>>(
        new BoundedChannelOptions(100_000) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly string _connectionString;
    private readonly SqliteConnection _writing;
    private readonly Task _writer;
    private Exception? _failure;

    private ExecutionStore(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = true, DefaultTimeout = 30 }.ToString();
        _writing = new(_connectionString);
        _writing.Open();
        Schema.Create(_writing);
        _writer = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Opens the store in a folder, which is made if it is missing.</summary>
    /// <exception cref="StoreException">It cannot be opened, or another process has it open.</exception>
    public static ExecutionStore Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new(Path.Combine(folder, "stepfunctions.sqlite"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StoreException($"The data folder '{folder}' cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a record of a kind under its ARN.</summary>
    public ValueTask PutAsync<T>(string kind, string arn, T record, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.Serialize(record, type);
        return EnqueueAsync(writer => writer.Put(kind, arn, json));
    }

    /// <summary>Removes a record of a kind.</summary>
    public ValueTask RemoveAsync(string kind, string arn) => EnqueueAsync(writer => writer.Remove(kind, arn));

    /// <summary>All records of a kind, in the order they were first written.</summary>
    public IReadOnlyList<T> All<T>(string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var connection = Read();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json FROM records WHERE kind = $kind ORDER BY id";
        command.Parameters.AddWithValue("$kind", kind);
        using var reader = command.ExecuteReader();
        var all = new List<T>();
        while (reader.Read())
        {
            all.Add(JsonSerializer.Deserialize(reader.GetString(0), type)!);
        }

        return all;
    }

    /// <summary>Writes an execution.</summary>
    public ValueTask PutExecutionAsync(ExecutionRecord record) => EnqueueAsync(writer => writer.Put(record));

    /// <summary>Has the events of an execution written that wait in its history.</summary>
    public void WriteEvents(StoredHistory history)
    {
        // The engine must not wait: what is beyond the bound of the queue goes with the next batch.
        if (!_writes.Writer.TryWrite(history.Flush))
        {
            _ = EnqueueAsync(history.Flush).AsTask();
        }
    }

    /// <summary>Returns when all that was handed over before is kept.</summary>
    public async Task FlushAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await EnqueueAsync(writer => writer.AfterCommit(done));
        await done.Task;
    }

    /// <summary>An execution; null: there is none of that ARN.</summary>
    public ExecutionRecord? Find(string arn)
    {
        using var connection = Read();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT e.json, d.text FROM executions e JOIN definitions d ON d.id = e.definition WHERE e.arn = $arn";
        command.Parameters.AddWithValue("$arn", arn);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Execution(reader) : null;
    }

    /// <summary>Executions of a state machine or a map run, the newest first.</summary>
    public IReadOnlyList<ExecutionRecord> List(string? stateMachineArn, string? mapRunArn, string? qualifiedArn, ExecutionStatus? status, int? redrives, long after, int most)
    {
        using var connection = Read();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT e.json, d.text FROM executions e JOIN definitions d ON d.id = e.definition
            WHERE {(mapRunArn is null ? "e.machine = $of AND e.map_run IS NULL" : "e.map_run = $of")}
            {(status is null ? string.Empty : "AND e.status = $status")} {(qualifiedArn is null ? string.Empty : "AND (e.version = $qualified OR e.alias = $qualified)")}
            {(redrives is null ? string.Empty : redrives == 0 ? "AND e.redrives = 0" : "AND e.redrives > 0")}
            ORDER BY e.id DESC LIMIT $most OFFSET $after
            """;
        command.Parameters.AddWithValue("$of", mapRunArn ?? stateMachineArn);
        command.Parameters.AddWithValue("$status", (int)(status ?? 0));
        command.Parameters.AddWithValue("$qualified", (object?)qualifiedArn ?? DBNull.Value);
        command.Parameters.AddWithValue("$most", most);
        command.Parameters.AddWithValue("$after", after);
        using var reader = command.ExecuteReader();
        var found = new List<ExecutionRecord>();
        while (reader.Read())
        {
            found.Add(Execution(reader));
        }

        return found;
    }

    /// <summary>The executions that had not ended.</summary>
    public IReadOnlyList<ExecutionRecord> Running()
    {
        using var connection = Read();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT e.json, d.text FROM executions e JOIN definitions d ON d.id = e.definition WHERE e.status = 0";
        using var reader = command.ExecuteReader();
        var found = new List<ExecutionRecord>();
        while (reader.Read())
        {
            found.Add(Execution(reader));
        }

        return found;
    }

    /// <summary>Events of an execution as the API shows them.</summary>
    /// <param name="arn">The execution.</param>
    /// <param name="after">How many to leave out.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="reverse">Whether the last comes first.</param>
    public (IReadOnlyList<string> Events, long Total) Events(string arn, long after, int most, bool reverse)
    {
        using var connection = Read();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(last), 0) FROM events WHERE execution = (SELECT id FROM executions WHERE arn = $arn)";
        command.Parameters.AddWithValue("$arn", arn);
        var total = (long)command.ExecuteScalar()!;
        var first = reverse ? Math.Max(1, total - after - most + 1) : after + 1;
        var last = reverse ? total - after : Math.Min(total, after + most);
        command.CommandText = "SELECT first, json FROM events WHERE execution = (SELECT id FROM executions WHERE arn = $arn) AND last >= $first AND first <= $last ORDER BY first";
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$last", last);
        using var reader = command.ExecuteReader();
        var events = new List<string>();
        while (reader.Read())
        {
            var id = reader.GetInt64(0);
            foreach (var text in reader.GetString(1).Split('\n'))
            {
                if (id >= first && id <= last)
                {
                    events.Add(text);
                }

                id++;
            }
        }

        if (reverse)
        {
            events.Reverse();
        }

        return (events, total);
    }

    /// <summary>Writes all that waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer;
        await _writing.DisposeAsync();
        SqliteConnection.ClearPool(new(_connectionString));
    }

    private static ExecutionRecord Execution(SqliteDataReader reader)
    {
        var record = JsonSerializer.Deserialize(reader.GetString(0), RecordJson.Default.ExecutionRecord)!;
        return record with { Revision = record.Revision with { Definition = reader.GetString(1) } };
    }

    private SqliteConnection Read()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private async ValueTask EnqueueAsync(Action<Writer> write)
    {
        if (_failure is not null)
        {
            throw new StoreException($"The store cannot be written any more: {_failure.Message}", _failure);
        }

        await _writes.Writer.WriteAsync(write);
    }

    private async Task WriteAsync()
    {
        using var writer = new Writer(_writing);
        try
        {
            while (await _writes.Reader.WaitToReadAsync())
            {
                writer.Begin();
                for (var count = 0; count < MaxBatch && _writes.Reader.TryRead(out var write); count++)
                {
                    write(writer);
                }

                writer.Commit();
            }
        }
#pragma warning disable CA1031 // whoever waits for the store must be told, whatever happened to it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception;
            writer.Fail(exception);
            _writes.Writer.TryComplete(exception);
        }
    }
}

/// <summary>The store cannot be used.</summary>
public sealed class StoreException(string message, Exception inner) : Exception(message, inner);
