namespace Ensemble.Contracts.Predictions;

/// <summary>Encoded predictions that cannot be decoded.</summary>
public sealed class MalformedPredictionsException : ContractException
{
    /// <summary>Creates the error.</summary>
    public MalformedPredictionsException(string message)
        : base(message)
    {
    }
}
