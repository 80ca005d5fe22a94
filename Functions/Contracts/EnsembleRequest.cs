namespace Ensemble.Contracts;

/// <summary>What an <c>ensemble</c> function is asked: to combine the answers of several models for the same items.</summary>
public sealed record EnsembleRequest
{
    /// <summary>The models' answers, in the order of the branches.</summary>
    public required IReadOnlyList<ModelResponse> Branches { get; init; }

    /// <summary>How they are combined; null: by the mean probability.</summary>
    public string? Combiner { get; init; }

    /// <summary>One weight per branch; only for combiners that take weights.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>How the combined predictions are returned; null: only the most probable class of each item is.</summary>
    public PredictionForm? Form { get; init; }

    /// <summary>Whether the predictions of each model are returned as they came; null: they are not.</summary>
    public bool? WithPredictions { get; init; }

    /// <summary>Bytes that compact combined predictions may take.</summary>
    public int? Budget { get; init; }

    /// <summary>Where combined predictions are stored if they are returned by reference.</summary>
    public string? Store { get; init; }

    /// <summary>This request, if it keeps the contract.</summary>
    /// <exception cref="ContractException">It does not.</exception>
    public EnsembleRequest Checked()
    {
        if (Branches is not { Count: > 0 })
        {
            throw new ContractException("branches: there are none; an ensemble combines at least one model.");
        }

        var first = Branches[0];
        for (var i = 1; i < Branches.Count; i++)
        {
            if (Branches[i].Items != first.Items || Branches[i].Classes != first.Classes)
            {
                throw new ContractException(
                    $"branches[{i}]: model '{Branches[i].Model}' predicts {Branches[i].Items} items in {Branches[i].Classes} classes, but '{first.Model}' {first.Items} in {first.Classes}; they must be the same.");
            }
        }

        return Form != PredictionForm.Reference || Store is not null
            ? this
            : throw new ContractException("store: predictions by reference need a 'store' to be put into, e.g. s3://bucket/prefix.");
    }
}
