using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The app that the bot acts as: what an owner registers at GitHub, with what it may do and is told.</summary>
public static class BotApp
{
    private static readonly ImmutableSortedDictionary<string, string> Permissions = new Dictionary<string, string>
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

    /// <summary>It may do what the bot does and nothing else, and is told what the bot listens to.</summary>
    /// <param name="webhooks">Where the bot listens; null where that is not known yet.</param>
    public static NewApp With(string secret, Uri? webhooks = null) =>
        new("continuous-deploy", webhooks, secret, Permissions, Events);
}
