using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(ContinuousDeploy.Tests.Crashes.LongestFirst))]

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>Begins with the crash matrix, so that at the end nothing waits for it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections
                .OrderByDescending(collection =>
                    collection.TestCollectionDisplayName.Contains(nameof(CrashMatrixTests), StringComparison.Ordinal))
                .ThenBy(collection => collection.UniqueID, StringComparer.Ordinal),
        ];
}
