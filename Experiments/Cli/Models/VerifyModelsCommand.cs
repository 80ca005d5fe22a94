using System.CommandLine;
using Ensemble.Models;
using Ensemble.Models.Catalog;
using Ensemble.Models.Inference;

namespace Ensemble.Cli.Models;

/// <summary>Whether a model can be used.</summary>
internal sealed record VerifyRow(string Name, bool IsUsable, string? Problem, string? Caveat);

/// <summary><c>ensemble models verify [NAME…]</c></summary>
internal static class VerifyModelsCommand
{
    private const float Tolerance = 1e-3f;

    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("models") { Description = "Models of the catalog; default: all.", Arity = ArgumentArity.ZeroOrMore };
        var data = CommonOptions.Data();
        var json = CommonOptions.Json();
        var command = new Command("verify", "Checks that each model's file is the one its manifest describes, and runs it once.")
        {
            names, data, json,
        };
        command.SetAction(parsed =>
        {
            var catalog = parsed.Catalog(data);
            var listing = catalog.List();
            var asked = parsed.GetValue(names) is { Length: > 0 } given
                ? given
                : [
                    .. listing.Entries.Select(entry => entry.Manifest.Name),
                    .. listing.Refused.Select(refused => Path.GetFileNameWithoutExtension(refused.Path)),
                ];
            IReadOnlyList<VerifyRow> rows = [.. asked.Distinct().Select(name => Verify(catalog, name))];
            Write(terminal, rows, parsed.GetValue(json));
            return rows.All(row => row.IsUsable) ? 0 : 1;
        });
        return command;
    }

    private static VerifyRow Verify(ModelCatalog catalog, string name)
    {
        try
        {
            var entry = catalog.Open(name);
            using var classifier = entry.CreateClassifier(new() { Threads = 1, MicroBatch = 1 });
            var prediction = classifier.Predict(new byte[classifier.Shape.ItemBytes], 1);
            var sum = prediction.Probabilities.Sum();
            return Math.Abs(sum - 1) < Tolerance
                ? new(name, true, null, entry.Manifest.IsTrained ? null : entry.Manifest.Caveat)
                : new(name, false, FormattableString.Invariant($"the probabilities of a black image sum to {sum}, not to 1"), null);
        }
        catch (EnsembleException exception)
        {
            return new(name, false, exception.Message, null);
        }
    }

    private static void Write(Terminal terminal, IReadOnlyList<VerifyRow> rows, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(rows, CliJson.Default.IReadOnlyListVerifyRow);
            return;
        }

        foreach (var row in rows)
        {
            var caveat = row.Caveat is null ? string.Empty : $" ({row.Caveat})";
            terminal.Output.WriteLine(row.IsUsable ? $"{row.Name}: good{caveat}" : $"{row.Name}: {row.Problem}");
        }
    }
}
