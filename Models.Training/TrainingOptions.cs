namespace Ensemble.Models.Training;

/// <summary>What is asked for on the command line.</summary>
internal sealed record TrainingOptions
{
    public required string Model { get; init; }

    public ulong Seed { get; init; } = 1;

    public required int Epochs { get; init; }

    public int Batch { get; init; } = 128;

    public double LearningRate { get; init; } = 3e-3;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Train items; null: all of them.</summary>
    public int? Limit { get; init; }

    /// <summary>Where checkpoints go; null: a folder of the repository by model, seed and limit.</summary>
    public string? Work { get; init; }

    /// <summary>Where the model goes; null: the bundled models, or the work folder for a trial on a part of the data.</summary>
    public string? Output { get; init; }

    /// <summary>The command that trains the same model again.</summary>
    public string Command
    {
        get
        {
            var defaults = new TrainingOptions { Model = Model, Epochs = Recipe.EpochsOf(Model) };
            List<FormattableString> parts = [$"dotnet run --project Models.Training -- --model {Model} --seed {Seed}"];
            if (Epochs != defaults.Epochs)
            {
                parts.Add($"--epochs {Epochs}");
            }

            if (Batch != defaults.Batch)
            {
                parts.Add($"--batch {Batch}");
            }

            if (LearningRate != defaults.LearningRate)
            {
                parts.Add($"--learning-rate {LearningRate}");
            }

            if (Limit is not null)
            {
                parts.Add($"--limit {Limit}");
            }

            return string.Join(' ', parts.Select(FormattableString.Invariant));
        }
    }
}
