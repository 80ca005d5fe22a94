using System.Text;
using Ensemble.Lambda.Invocations;
using Ensemble.Lambda.Observation;

namespace Ensemble.Lambda.Environments;

/// <summary>
/// The log stream of one environment: what its processes write, cut into lines, and the lines of the platform in between.
/// While an invocation wants the end of its log, the same bytes go there too.
/// </summary>
internal sealed class EnvironmentLog(string stream, RingBuffer<LogEvent> events, TimeProvider time)
{
    private const int LongestLine = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte> _line = [];
    private LogTail? _tail;

    public string Stream => stream;

    /// <summary>Begins to keep the end of the log; null: ends it.</summary>
    public void Follow(LogTail? tail)
    {
        lock (_gate)
        {
            _tail = tail;
        }
    }

    /// <summary>Takes what a process wrote.</summary>
    public void Append(ReadOnlySpan<byte> output)
    {
        lock (_gate)
        {
            _tail?.Append(output);
            while (!output.IsEmpty)
            {
                var end = output.IndexOf((byte)'\n');
                _line.AddRange(end < 0 ? output : output[..end]);
                if (end >= 0 || _line.Count > LongestLine)
                {
                    EndLine();
                }

                output = end < 0 ? default : output[(end + 1)..];
            }
        }
    }

    /// <summary>Takes a line of the platform.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (_line.Count > 0)
            {
                _tail?.Append("\n"u8);
                EndLine();
            }

            _tail?.Append(Encoding.UTF8.GetBytes(line + "\n"));
            events.Add(new(time.GetUtcNow(), stream, line));
        }
    }

    private void EndLine()
    {
        events.Add(new(time.GetUtcNow(), stream, Encoding.UTF8.GetString([.. _line]).TrimEnd('\r')));
        _line.Clear();
    }
}
