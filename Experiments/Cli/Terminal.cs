using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Ensemble.Cli;

/// <summary>Where a command writes: results to <paramref name="Output"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive)
{
    // Wide enough that nothing wraps where the reader is a file or another program.
    private const int PipeWidth = 400;

    public static Terminal Standard() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Writes rows under headings; columns whose heading starts with <c>&gt;</c> are aligned right.</summary>
    public void WriteTable(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
        {
            var isNumber = heading.StartsWith('>');
            var column = new TableColumn(Markup.Escape(heading.TrimStart('>'))).NoWrap();
            table.AddColumn(isNumber ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Output) });
        console.Profile.Width = Output == Console.Out && !Console.IsOutputRedirected ? Math.Max(console.Profile.Width, 100) : PipeWidth;
        console.Write(table);
    }

    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => Output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Runs work with a progress bar on standard error; where that is a file, without.</summary>
    public Task<T> WithProgressAsync<T>(string title, Func<IProgress<double>, Task<T>> work)
    {
        if (!IsInteractive)
        {
            Error.WriteLine(title);
            return work(new Ignore());
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                return work(new Bar(task));
            });
    }

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }

    private sealed class Ignore : IProgress<double>
    {
        public void Report(double value)
        {
        }
    }
}
