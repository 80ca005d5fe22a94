namespace Ensemble.Contracts;

/// <summary>What an <c>invoke</c> function is asked: to have a batch predicted by an ensemble.</summary>
public sealed record InvokeRequest
{
    /// <summary>What each model is asked.</summary>
    public required ModelRequest Model { get; init; }

    /// <summary>How the models are run.</summary>
    public Flow Flow { get; init; }

    /// <summary>How their predictions are combined; null: by the mean probability.</summary>
    public Combine? Combine { get; init; }

    /// <summary>This request, if it keeps the contract.</summary>
    /// <exception cref="ContractException">It does not.</exception>
    public InvokeRequest Checked()
    {
        if (Model is null)
        {
            throw new ContractException("model: there is nothing that the models are asked.");
        }

        _ = Model.Checked();
        return this;
    }
}

/// <summary>How predictions are combined.</summary>
public sealed record Combine
{
    /// <summary>The combiner; null: the mean probability.</summary>
    public string? Combiner { get; init; }

    /// <summary>One weight per model; only for combiners that take weights.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>How the combined predictions are returned; null: only the most probable class of each item is.</summary>
    public PredictionForm? Form { get; init; }

    /// <summary>Whether the predictions of each model are returned as they came, for a few items; null: they are not.</summary>
    public bool? WithPredictions { get; init; }

    /// <summary>Bytes that compact combined predictions may take.</summary>
    public int? Budget { get; init; }

    /// <summary>Where combined predictions are stored if they are returned by reference.</summary>
    public string? Store { get; init; }
}

/// <summary>The input of an execution of an ensemble's state machine.</summary>
/// <param name="Model">What each model is asked.</param>
/// <param name="Combine">How their predictions are combined.</param>
public sealed record WorkflowInput(ModelRequest Model, Combine Combine);

/// <summary>The output of such an execution.</summary>
/// <param name="Result">What the <c>ensemble</c> function answered.</param>
/// <param name="Entered">When the state of the <c>ensemble</c> function was entered.</param>
/// <param name="Branches">When the state of each model was entered, in the order of the branches.</param>
public sealed record WorkflowOutput(EnsembleResponse Result, DateTimeOffset Entered, IReadOnlyList<DateTimeOffset> Branches);
