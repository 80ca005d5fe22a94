namespace Ensemble.Models.Combiners;

/// <summary>The most probable classes of a row; of equal ones the lower index comes first.</summary>
public static class Top
{
    /// <summary>The most probable class.</summary>
    /// <exception cref="ArgumentException">There is no class.</exception>
    public static int ArgMax(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.IsEmpty)
        {
            throw new ArgumentException("A row without classes has no most probable one.", nameof(probabilities));
        }

        var best = 0;
        for (var c = 1; c < probabilities.Length; c++)
        {
            if (probabilities[c] > probabilities[best])
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>The most probable classes, best first: as many as <paramref name="classes"/> has room for.</summary>
    /// <exception cref="ArgumentException">More are asked for than there are.</exception>
    public static void Classes(ReadOnlySpan<float> probabilities, Span<int> classes)
    {
        if (classes.Length > probabilities.Length)
        {
            throw new ArgumentException(
                $"The {classes.Length} most probable of {probabilities.Length} classes do not exist.", nameof(classes));
        }

        var found = 0;
        for (var c = 0; c < probabilities.Length; c++)
        {
            // Insertion from the end; an equal one that came earlier stays in front.
            var place = found;
            while (place > 0 && probabilities[c] > probabilities[classes[place - 1]])
            {
                place--;
            }

            if (place == classes.Length)
            {
                continue;
            }

            found = Math.Min(found + 1, classes.Length);
            classes[place..(found - 1)].CopyTo(classes[(place + 1)..]);
            classes[place] = c;
        }
    }

    /// <summary>
    /// How many classes come before <paramref name="label"/>: 0 when it is the most probable one, below k when it is
    /// among the k most probable.
    /// </summary>
    public static int Rank(ReadOnlySpan<float> probabilities, int label)
    {
        var own = probabilities[label];
        var rank = 0;
        for (var c = 0; c < probabilities.Length; c++)
        {
            if (probabilities[c] > own || (probabilities[c] == own && c < label))
            {
                rank++;
            }
        }

        return rank;
    }
}
