namespace Ensemble.Contracts;

/// <summary>What a <c>model</c> function is asked: to predict one batch.</summary>
public sealed record ModelRequest
{
    /// <summary>The items.</summary>
    public required Items Items { get; init; }

    /// <summary>How the predictions are returned; where nothing is said: compact.</summary>
    public PredictionForm Form { get; init; }

    /// <summary>
    /// Bytes that compact predictions may take, before base64 makes a third more of them; default: a third of a state
    /// (<see cref="Predictions.CompactPredictions.DefaultBudget"/>).
    /// </summary>
    public int? Budget { get; init; }

    /// <summary>Where predictions are stored if they are returned by reference: a <c>file://</c> or <c>s3://</c> prefix.</summary>
    public string? Store { get; init; }

    /// <summary>Whether the labels of a data set's items are returned; null: yes.</summary>
    public bool? WithLabels { get; init; }

    /// <summary>This request, if it keeps the contract.</summary>
    /// <exception cref="ContractException">It does not.</exception>
    public ModelRequest Checked()
    {
        _ = (Items ?? throw new ContractException("items: there are none.")).Count();
        if (Budget is < 1)
        {
            throw new ContractException($"budget: {Budget} bytes are not possible; give at least 1.");
        }

        return Form != PredictionForm.Reference || Store is not null
            ? this
            : throw new ContractException("store: predictions by reference need a 'store' to be put into, e.g. s3://bucket/prefix.");
    }
}

/// <summary>How predictions travel.</summary>
public enum PredictionForm
{
    /// <summary>The most probable classes with quantised probabilities, within the message.</summary>
    Compact,

    /// <summary>All probabilities as 32-bit floats, within the message: for small batches.</summary>
    Full,

    /// <summary>All probabilities as 32-bit floats, in the object store; the message has the address.</summary>
    Reference,
}
