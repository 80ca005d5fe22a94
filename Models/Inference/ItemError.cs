namespace Ensemble.Models.Inference;

/// <summary>Why an item of a batch has no probabilities.</summary>
/// <param name="Item">The item's place in the batch, from 0.</param>
/// <param name="Message">What was wrong with it, as a sentence.</param>
public sealed record ItemError(int Item, string Message);
