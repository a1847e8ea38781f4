namespace ContinuousDeploy.Targets;

/// <summary>All targets of this bot by name: configuration section <c>Targets</c>.</summary>
public sealed class TargetsOptions
{
    public const string Section = "Targets";

    public Dictionary<string, TargetOptions> Named { get; } = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">The configuration no longer has the target.</exception>
    public TargetOptions Get(string name) =>
        Named.TryGetValue(name, out var target)
            ? target
            : throw new InvalidOperationException(
                $"The configuration has no target '{name}', but an instance runs there. Restore Targets:{name}.");
}

/// <summary>One target: configuration section <c>Targets:name</c>.</summary>
public sealed class TargetOptions
{
    /// <summary>The adapter: <c>process</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>For <c>process</c>: the absolute path of a folder that this target alone uses.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The repositories that may deploy here: each <c>owner/name</c>, or GitHub's numeric id.</summary>
    public IList<string> Repositories { get; } = [];

    /// <summary>Secrets by the name of their environment variable: the absolute path of the file that holds the value.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);
}
