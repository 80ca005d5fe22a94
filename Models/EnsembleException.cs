namespace Ensemble.Models;

/// <summary>
/// Something the user can mend: a missing file, a wrong shape, an unknown name. The message is a whole sentence that
/// says what is wrong, where, and what to do; programs print it without a stack trace and exit with 1.
/// </summary>
public class EnsembleException : Exception
{
    /// <summary>Creates the error.</summary>
    public EnsembleException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error and keeps its cause.</summary>
    public EnsembleException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
