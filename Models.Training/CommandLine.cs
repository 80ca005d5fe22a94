using System.CommandLine;
using System.CommandLine.Invocation;
using Ensemble.Models.DataSets;
using Ensemble.Models.DataSets.Shapes;
using Ensemble.Models.Graphs;
using Ensemble.Models.Networks;
using Ensemble.Models.Onnx;

namespace Ensemble.Models.Training;

/// <summary>The program's options and what it does with them.</summary>
internal static class CommandLine
{
    private static readonly TrainingOptions Defaults = new() { Model = string.Empty, Epochs = 0 };

    // A step in progress is finished first; on a busy machine that can take seconds.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    private static readonly Option<string> Model = new("--model")
    {
        Description = $"The network: {string.Join(", ", NetworkCatalog.MiniNetworks.Select(network => network.Name))}.",
    };

    private static readonly Option<ulong> Seed = With("--seed", Defaults.Seed, "Decides weights, replicate, order and augmentation.");
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "How often the replicate is seen. [default: that of the bundled model]" };
    private static readonly Option<int> Batch = With("--batch", Defaults.Batch, "Pictures per step.");
    private static readonly Option<double> LearningRate = With("--learning-rate", Defaults.LearningRate, "The largest step size.");
    private static readonly Option<int> Threads = With("--threads", Defaults.Threads, "Threads; the result does not depend on it.");
    private static readonly Option<int?> Limit = new("--limit") { Description = "Train on the first N items only, as a trial." };
    private static readonly Option<string?> Work = new("--work") { Description = "Folder of the checkpoint. [default: .ensemble/training/…]" };
    private static readonly Option<string?> Output = new("--output")
    {
        Description = "Catalog folder of the model. [default: Models/Catalog/Bundled; with --limit the work folder]",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Train nothing: check that gradients reduce a loss and that the ONNX file agrees with torch.",
    };

    /// <summary>Reads the command line and does what it says.</summary>
    /// <returns>0, or 1 with one sentence on stderr; 130 when stopped by Ctrl-C.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Trains a bundled model on the data set 'shapes'. A stopped run goes on with the same command.")
        {
            Model, Seed, Epochs, Batch, LearningRate, Threads, Limit, Work, Output, Check,
        };
        command.SetAction(RunAsync);
        var result = command.Parse(args);
        if (result.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
        }

        return await result.InvokeAsync(new() { ProcessTerminationTimeout = TerminationTimeout });
    }

    private static Option<T> With<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        try
        {
            TorchSharp.torch.set_num_threads(1);
            if (result.GetValue(Check))
            {
                CheckAll(result, progress, cancellation);
            }
            else
            {
                await TrainAsync(Read(result), progress, cancellation);
            }

            return 0;
        }
        catch (EnsembleException exception)
        {
            progress.Finish($"{exception.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            progress.Finish($"Stopped. The same command goes on after the last whole epoch.");
            return 130;
        }
    }

    private static async Task TrainAsync(TrainingOptions options, ProgressLine progress, CancellationToken cancellation)
    {
        var folders = TrainingFolders.Of(options);
        var graph = NetworkCatalog.Find(options.Model).BuildDefault();
        var trainer = new Trainer(graph, options, progress, TimeProvider.System);
        var (checkpoint, replicate) = await trainer.RunAsync(Path.Combine(folders.Work, "checkpoint.bin"), cancellation);
        var (entry, difference) = Publication.Publish(graph, options, checkpoint, replicate, folders.Output);
        progress.Finish(
            $"best epoch {checkpoint.BestEpoch!.Epoch}: {checkpoint.BestEpoch.ValidationAccuracy:0.00%} of validation; ONNX agrees with torch within {difference:0.0e+0}");
        Console.WriteLine(entry.Path);
    }

    private static void CheckAll(ParseResult result, ProgressLine progress, CancellationToken cancellation)
    {
        var every = EveryOperation.Build();
        var seeded = WeightSet.Seeded(every, 1);
        progress.Finish(
            $"{every.Name}: ONNX agrees with torch within {Agreement.Check(every, seeded, OnnxWriter.Write(every, seeded)):0.0e+0}");
        var name = result.GetValue(Model);
        foreach (var network in name is null ? NetworkCatalog.MiniNetworks : [Find(name)])
        {
            var (loss, difference) = SelfCheck.Run(network.BuildDefault(), result.GetValue(Threads), cancellation);
            progress.Finish(
                $"{network.Name}: learnt by heart (loss {loss:0.000}), ONNX agrees with torch within {difference:0.0e+0}");
        }
    }

    private static NetworkDefinition Find(string name) =>
        NetworkCatalog.MiniNetworks.FirstOrDefault(network => network.Name == name)
        ?? throw new EnsembleException($"There is no model '{name}' to train. Give --model with one of {Known}.");

    private static TrainingOptions Read(ParseResult result)
    {
        var name = result.GetValue(Model)
            ?? throw new EnsembleException($"Which model? Give --model with one of {Known}.");
        var options = new TrainingOptions
        {
            Model = Find(name).Name,
            Seed = result.GetValue(Seed),
            Epochs = result.GetValue(Epochs) ?? Recipe.EpochsOf(name),
            Batch = result.GetValue(Batch),
            LearningRate = result.GetValue(LearningRate),
            Threads = result.GetValue(Threads),
            Limit = result.GetValue(Limit),
            Work = result.GetValue(Work),
            Output = result.GetValue(Output),
        };
        var items = new ShapesDataSet().Count(Split.Train);
        Require(options.Epochs >= 1, $"--epochs must be at least 1, not {options.Epochs}.");
        Require(options.Batch is >= 2 and <= 4096, $"--batch must be between 2 and 4096, not {options.Batch}.");
        Require(options.LearningRate is > 0 and <= 1, $"--learning-rate must be above 0 and at most 1, not {options.LearningRate}.");
        Require(options.Threads is >= 1 and <= 1024, $"--threads must be between 1 and 1024, not {options.Threads}.");
        Require(
            options.Limit is null || (options.Limit >= options.Batch && options.Limit <= items),
            $"--limit must be between the batch size ({options.Batch}) and {items}, not {options.Limit}.");
        return options;
    }

    private static string Known => string.Join(", ", NetworkCatalog.MiniNetworks.Select(network => network.Name));

    private static void Require(bool holds, FormattableString otherwise)
    {
        if (!holds)
        {
            throw new EnsembleException(FormattableString.Invariant(otherwise));
        }
    }
}
