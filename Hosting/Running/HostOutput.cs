using System.Globalization;

namespace Ensemble.Hosting.Running;

/// <summary>Writes the lines of all programs, each marked with the program's name.</summary>
internal sealed class HostOutput
{
    private const string Host = "host";
    private const string Plain = "\e[0m";

    // Red is left for what is wrong.
    private static readonly string[] Colours = ["\e[36m", "\e[35m", "\e[32m", "\e[34m", "\e[33m"];

    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _isOutputColoured;
    private readonly bool _isErrorColoured;
    private readonly List<string> _names;
    private readonly int _width;

    /// <summary>An output.</summary>
    /// <param name="output">Standard output: the programs' standard output and the table of addresses.</param>
    /// <param name="error">Standard error: the programs' standard error and what the host says.</param>
    /// <param name="isOutputColoured">Whether names on standard output have colours.</param>
    /// <param name="isErrorColoured">Whether names on standard error have colours.</param>
    /// <param name="names">The names of the programs.</param>
    public HostOutput(TextWriter output, TextWriter error, bool isOutputColoured, bool isErrorColoured, IEnumerable<string> names)
    {
        (_output, _error, _isOutputColoured, _isErrorColoured) = (output, error, isOutputColoured, isErrorColoured);
        _names = [.. names];
        _width = _names.Append(Host).Max(name => name.Length);
    }

    /// <summary>The output of this process: colours where a person reads and does not say otherwise (no-color.org).</summary>
    public static HostOutput ToConsole(IEnumerable<string> names)
    {
        var isWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(Console.Out, Console.Error, isWanted && !Console.IsOutputRedirected, isWanted && !Console.IsErrorRedirected, names);
    }

    /// <summary>A line of a program's standard output.</summary>
    public void Line(string name, string line) => Write(_output, _isOutputColoured, name, line);

    /// <summary>A line of a program's standard error.</summary>
    public void ErrorLine(string name, string line) => Write(_error, _isErrorColoured, name, line);

    /// <summary>What the host has to say.</summary>
    public void Notice(string text) => Write(_error, _isErrorColoured, Host, text);

    /// <summary>Where everything is.</summary>
    public void Table(IReadOnlyList<Service> services, TimeSpan elapsed)
    {
        lock (_lock)
        {
            _output.WriteLine();
            foreach (var service in services)
            {
                _output.WriteLine($"{Mark(_isOutputColoured, service.Name)}  {string.Join("  ", service.Addresses.Select(address => address.GetLeftPart(UriPartial.Authority)))}".TrimEnd());
            }

            _output.WriteLine();
            _output.Flush();
        }

        Notice(string.Create(CultureInfo.InvariantCulture, $"All are healthy after {elapsed.TotalSeconds:0.0} s. Ctrl-C stops them."));
    }

    private void Write(TextWriter writer, bool isColoured, string name, string line)
    {
        lock (_lock)
        {
            writer.WriteLine($"{Mark(isColoured, name)} | {line}");
            writer.Flush();
        }
    }

    private string Mark(bool isColoured, string name)
    {
        var padded = name.PadRight(_width);
        return isColoured && _names.IndexOf(name) is >= 0 and var index ? $"{Colours[index % Colours.Length]}{padded}{Plain}" : padded;
    }
}
