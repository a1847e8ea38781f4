using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Comments;

/// <summary>What a person can ask for in a comment.</summary>
public abstract record Command
{
    private Command()
    {
    }

    /// <summary><c>/help</c>: what the caller may do here.</summary>
    public sealed record Help : Command;

    /// <summary><c>/status [target …]</c>: what is live, what is going on, what waits.</summary>
    public sealed record Status(ImmutableArray<Target> Targets) : Command;

    /// <summary><c>/rollback [target …] [--reason "…"]</c>: take back what this pull request brought.</summary>
    public sealed record Rollback(ImmutableArray<Target> Targets, string? Reason) : Command;

    /// <summary><c>/resume [target …]</c>: lift a stage's hold, or accept a rewritten history.</summary>
    public sealed record Resume(ImmutableArray<Target> Targets) : Command;
}

/// <summary>What a command is about; a part that is null means every one.</summary>
public sealed record Target(string? Environment, string? Application)
{
    /// <summary>A single name may be an environment or an application: both are looked for.</summary>
    public string? Either { get; init; }

    public bool Covers(StageName stage) => Either is null
        ? (Environment is null || Environment == stage.Environment)
            && (Application is null || Application == stage.Application)
        : Either == stage.Environment || Either == stage.Application;

    public override string ToString() => Either ?? $"{Environment}/{Application}";
}

/// <summary>One line of a comment that is meant as a command.</summary>
public abstract record CommandLine(string Text)
{
    /// <summary>It is one.</summary>
    public sealed record Recognized(string Text, Command Command) : CommandLine(Text);

    /// <summary>It is none; the explanation says what is wrong and what to write instead.</summary>
    public sealed record Rejected(string Text, string Explanation) : CommandLine(Text);
}
