using ContinuousDeploy.Mirrors;

namespace ContinuousDeploy.Tests.Git;

/// <summary>Processes for fetches that all tests use; they end when the tests' own process does.</summary>
internal static class Fetches
{
    public static FetchProcesses Shared { get; } = new();
}
