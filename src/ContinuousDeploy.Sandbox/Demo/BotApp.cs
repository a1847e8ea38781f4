using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The app that the bot acts as: what an owner registers at GitHub, with what it may do and is told.</summary>
public static class BotApp
{
    public const string Slug = "continuous-deploy";

    /// <summary>What it may do, as GitHub names it; it needs nothing else.</summary>
    public static ImmutableSortedDictionary<string, string> Permissions { get; } = new Dictionary<string, string>
    {
        ["checks"] = "write",
        ["contents"] = "write",
        ["deployments"] = "write",
        ["issues"] = "write",
        ["members"] = "read",
        ["pull_requests"] = "write",
    }.ToImmutableSortedDictionary();

    private static readonly ImmutableArray<string> Events =
        ["check_run", "check_suite", "issue_comment", "pull_request", "push"];

    /// <param name="webhooks">Where the bot listens; null where that is not known yet.</param>
    public static NewApp With(string secret, Uri? webhooks = null) => new(Slug, webhooks, secret, Permissions, Events);
}
