using System.IO.Hashing;
using CsCheck;
using Ensemble.Models.Inference;

namespace Ensemble.Models.Tests.Inference;

public sealed class ContentHashTests
{
    [Fact]
    public void It_is_XXH64() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.Equal(XxHash64.HashToUInt64(bytes), ContentHash.Of(bytes)));
}
