namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <param name="Payload">The JSON text it was created with.</param>
public sealed record Deployment(
    long Id,
    long Repository,
    string Sha,
    string Ref,
    string Task,
    string Payload,
    string Environment,
    string Description,
    bool Transient,
    bool Production,
    long Creator,
    long? App,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IEntity;

/// <param name="State">
/// <c>error</c>, <c>failure</c>, <c>inactive</c>, <c>in_progress</c>, <c>queued</c>, <c>pending</c> or <c>success</c>.
/// </param>
public sealed record DeploymentStatus(
    long Id,
    long Deployment,
    string State,
    string Description,
    string Environment,
    string LogUrl,
    string EnvironmentUrl,
    long Creator,
    long? App,
    DateTimeOffset CreatedAt) : IEntity;
