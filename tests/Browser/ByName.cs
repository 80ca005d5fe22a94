using Xunit.Sdk;
using Xunit.v3;

namespace Ensemble.Browser.Tests;

/// <summary>Runs the tests of a class by their names.</summary>
public sealed class ByName : ITestMethodOrderer
{
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod => [.. testMethods.OrderBy(one => one?.MethodName, StringComparer.Ordinal)];
}
