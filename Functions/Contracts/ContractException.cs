namespace Ensemble.Contracts;

/// <summary>A message that breaks the contract. The text says which field, what is wrong with it and what is possible.</summary>
public class ContractException : Exception
{
    /// <summary>Creates the error.</summary>
    public ContractException(string message)
        : base(message)
    {
    }
}
