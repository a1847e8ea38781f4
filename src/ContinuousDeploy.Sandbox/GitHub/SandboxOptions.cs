using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.RateLimits;

namespace ContinuousDeploy.Sandbox.GitHub;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>Where the bare Git repositories are put. The caller makes and removes the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    public LimitOptions Limits { get; init; } = new();

    /// <summary>Sees every API request and its answer, without tokens, before the client has it.</summary>
    public Action<Exchange>? Observe { get; init; }

    /// <summary>Adds endpoints beside GitHub's own, such as pages.</summary>
    public Action<WebApplication, SandboxServer>? AddEndpoints { get; init; }
}
