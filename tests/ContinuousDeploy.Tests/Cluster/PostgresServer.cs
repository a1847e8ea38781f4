using ContinuousDeploy.Testing.Cluster;
using ContinuousDeploy.Tests.Cluster;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>
/// The PostgreSQL server that the tests of one run share. It is started by the first that needs it, and each takes a
/// database of its own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<PostgresProcess?> process = new(PostgresProcess.Start);

    /// <summary>Makes an empty database; the test is skipped where PostgreSQL is not installed.</summary>
    /// <returns>How to connect to it.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await TestContext.Current.GetFixture<PostgresServer>()
            ?? throw new InvalidOperationException("The assembly has no such fixture.");
        Assert.SkipWhen(
            server.process.Value is null, "PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin/initdb.");
        return server.process.Value.CreateDatabase();
    }

    /// <summary>Two bots on a database of their own.</summary>
    /// <param name="more">What a node is told beside the usual, by its number.</param>
    public static async Task<ClusterScene> StartClusterAsync(
        Func<int, IReadOnlyDictionary<string, string>>? more = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals and the process target need Linux.");
        return await ClusterScene.StartAsync(await CreateDatabaseAsync(), more, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() =>
        process.IsValueCreated && process.Value is { } started ? started.DisposeAsync() : ValueTask.CompletedTask;
}
