using System.Diagnostics;
using System.Text.Json;
using Ensemble.Functions.Runtime;

namespace Ensemble.Functions.Handlers;

/// <summary>
/// Answers every event with itself, byte for byte: the platform without a function. Where <c>ENSEMBLE_ECHO_COMMANDS</c> is
/// 1, an event may say what else to do: <c>{"sleep": ms}</c>, <c>{"burn": iterations}</c>, <c>{"throw": "message"}</c>,
/// <c>{"exit": code}</c>, <c>{"allocate": MB}</c>, <c>{"answer": bytes}</c>, <c>{"stream": pieces}</c>.
/// </summary>
internal sealed class EchoHandler(FunctionSettings settings, TimeProvider time) : IHandler
{
    private const int Megabyte = 1024 * 1024;

    private readonly bool _takesCommands = settings["ENSEMBLE_ECHO_COMMANDS"] == "1";
    private readonly List<byte[]> _kept = [];

    public ValueTask<HandlerResult> HandleAsync(ReadOnlyMemory<byte> payload, HandlerContext context) =>
        _takesCommands ? CommandAsync(payload, context) : ValueTask.FromResult(new HandlerResult(payload));

    public void Dispose()
    {
    }

    private async ValueTask<HandlerResult> CommandAsync(ReadOnlyMemory<byte> payload, HandlerContext context)
    {
        using var document = JsonDocument.Parse(payload);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new(payload);
        }

        HandlerResult result = new(payload);
        foreach (var command in document.RootElement.EnumerateObject())
        {
            switch (command.Name)
            {
                case "sleep":
                    await Task.Delay(TimeSpan.FromMilliseconds(command.Value.GetDouble()), time, CancellationToken.None);
                    break;
                case "burn":
                    result = new(Burn(command.Value.GetInt64()));
                    break;
                case "throw":
                    throw new InvalidOperationException(command.Value.GetString());
                case "exit":
                    Environment.Exit(command.Value.GetInt32());
                    break;
                case "allocate":
                    Allocate(command.Value.GetInt32());
                    break;
                case "answer":
                    result = new(Sized(command.Value.GetInt32()));
                    break;
                case "stream":
                    var pieces = command.Value.GetInt32();
                    result = new(default, (stream, cancellationToken) => StreamAsync(stream, pieces, cancellationToken));
                    break;
                default:
                    break;
            }
        }

        return result;
    }

    // One thread, no memory: what is measured is the CPU. Answers with the milliseconds it took.
    private static byte[] Burn(long iterations)
    {
        var start = Stopwatch.GetTimestamp();
        var x = 1u;
        for (var i = 0L; i < iterations; i++)
        {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
        }

        return JsonSerializer.SerializeToUtf8Bytes(
            new BurnResult(Stopwatch.GetElapsedTime(start).TotalMilliseconds, x), HandlersJson.Default.BurnResult);
    }

    private void Allocate(int megabytes)
    {
        for (var i = 0; i < megabytes; i++)
        {
            var block = new byte[Megabyte];
            for (var page = 0; page < block.Length; page += 4096)
            {
                block[page] = 1;
            }

            _kept.Add(block);
        }
    }

    private static byte[] Sized(int bytes)
    {
        var answer = new byte[Math.Max(2, bytes)];
        answer.AsSpan().Fill((byte)'x');
        answer[0] = answer[^1] = (byte)'"';
        return answer;
    }

    private static async Task StreamAsync(Stream stream, int pieces, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pieces; i++)
        {
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(i, HandlersJson.Default.Int32), cancellationToken);
        }
    }
}

/// <summary>What burning CPU took.</summary>
/// <param name="Milliseconds">Time.</param>
/// <param name="Result">Keeps the loop from being optimised away.</param>
internal sealed record BurnResult(double Milliseconds, uint Result);
