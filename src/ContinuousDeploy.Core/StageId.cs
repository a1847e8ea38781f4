namespace ContinuousDeploy.Core;

/// <summary>A stage within one repository: one application in one environment.</summary>
public readonly record struct StageName(string Environment, string Application)
{
    /// <summary><c>environment/application</c>, as people write it in commands.</summary>
    public override string ToString() => $"{Environment}/{Application}";
}

/// <summary>
/// A stage among all the repositories the bot serves. The repository is GitHub's numeric id: names change, ids do not.
/// </summary>
public readonly record struct StageId(long Repository, string Environment, string Application)
{
    /// <summary>The stage's name within its repository.</summary>
    public StageName Name => new(Environment, Application);

    public override string ToString() => $"{Repository}/{Environment}/{Application}";
}
