using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ensemble.Benchmarks;

/// <summary>Prints figures to standard output, as a table or as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Prints them and returns the exit code: 1 if one of them fails.</summary>
    public static int Print(IReadOnlyList<Figure> figures, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(figures, Json));
        }
        else
        {
            PrintTable(figures);
        }

        return figures.All(figure => figure.Passed) ? 0 : 1;
    }

    private static void PrintTable(IReadOnlyList<Figure> figures)
    {
        string[][] rows =
        [
            ["benchmark", "ratio", "asked", "", "divided", "by"],
            .. figures.Select(figure => (string[])
            [
                figure.Name,
                figure.Value.ToString("0.000#", CultureInfo.InvariantCulture),
                figure.Asked,
                figure.Passed ? "pass" : "FAIL",
                figure.Divided,
                figure.By,
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
