namespace Ensemble.Models.Training;

/// <summary>
/// One line that is written over and over on a terminal; elsewhere, only what is final. Safe from several threads.
/// </summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal, TimeProvider time)
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private long _lastWrite;
    private int _lastLength;

    /// <summary>Shows how far something is, not more often than can be read.</summary>
    public void Show(double share, FormattableString text)
    {
        lock (_lock)
        {
            if (isTerminal && (_lastWrite == 0 || time.GetElapsedTime(_lastWrite) >= Interval))
            {
                _lastWrite = time.GetTimestamp();
                var full = (int)(share * BarWidth);
                Write($"[{new string('#', full)}{new string('.', BarWidth - full)}] {FormattableString.Invariant(text)}", '\r');
            }
        }
    }

    /// <summary>Writes a line that stays.</summary>
    public void Finish(FormattableString text)
    {
        lock (_lock)
        {
            Write(FormattableString.Invariant(text), '\n');
            _lastLength = 0;
        }
    }

    // Shorter text must cover the longer one before it.
    private void Write(string text, char end)
    {
        output.Write((isTerminal ? text.PadRight(_lastLength) : text) + end);
        output.Flush();
        _lastLength = text.Length;
    }
}
