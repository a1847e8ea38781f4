namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>What an installation token is for. Each has the fewest rights that do it.</summary>
public enum TokenPurpose
{
    /// <summary>Fetching Git data.</summary>
    Fetch,

    /// <summary>Listing what an installation can see.</summary>
    Discover,

    /// <summary>Questions about pull requests, comments and people.</summary>
    Ask,

    /// <summary>Questions about teams. An app that was not granted these can do without teams.</summary>
    AskTeams,

    /// <summary>Check runs, comments, reactions and deployments.</summary>
    Report,

    /// <summary>Branches, commits and pull requests of the bot's own.</summary>
    Propose,
}

/// <summary>GitHub's names for the rights of each purpose.</summary>
public static class TokenPurposes
{
    public static IReadOnlyDictionary<string, string> Permissions(this TokenPurpose purpose) => purpose switch
    {
        TokenPurpose.Fetch => new SortedDictionary<string, string> { ["contents"] = "read" },
        TokenPurpose.Discover => new SortedDictionary<string, string> { ["metadata"] = "read" },
        TokenPurpose.Ask => new SortedDictionary<string, string>
        {
            ["contents"] = "read",
            ["issues"] = "read",
            ["metadata"] = "read",
            ["pull_requests"] = "read",
        },
        TokenPurpose.AskTeams => new SortedDictionary<string, string> { ["members"] = "read" },
        TokenPurpose.Report => new SortedDictionary<string, string>
        {
            ["checks"] = "write",
            ["deployments"] = "write",
            ["issues"] = "write",
            ["pull_requests"] = "write",
        },
        TokenPurpose.Propose => new SortedDictionary<string, string>
        {
            ["contents"] = "write",
            ["pull_requests"] = "write",
        },
    };
}
