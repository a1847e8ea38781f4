namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>A deployment in a list. The payload is whatever its maker sent: an object, or text.</summary>
public sealed class DeploymentListed
{
    public long Id { get; set; }

    public object? Payload { get; set; }

    /// <summary>Whether the payload is an object with this entry.</summary>
    public bool Holds(string name, string value) =>
        Payload is IDictionary<string, object> entries
        && entries.TryGetValue(name, out var entry)
        && entry as string == value;
}
