namespace ContinuousDeploy.Core.Repositories;

/// <summary>What kind of thing the bot should have been told of and was not.</summary>
public enum GapKind
{
    /// <summary>A change of the default branch that was found in Git.</summary>
    Merge,

    /// <summary>A command that was found by asking GitHub for comments.</summary>
    Comment,

    /// <summary>A webhook that never reached the bot, and that GitHub was asked to deliver again.</summary>
    Delivery,

    /// <summary>A report that GitHub did not take at first.</summary>
    Report,
}

/// <summary>How many gaps of one kind were found, and how many of them have been closed since.</summary>
public readonly record struct GapTally(long Found, long Repaired)
{
    public static GapTally operator +(GapTally one, GapTally other) =>
        new(one.Found + other.Found, one.Repaired + other.Repaired);
}

/// <summary>The gaps of one repository. Those of deliveries are counted where GitHub's delivery log is swept.</summary>
public readonly record struct RepositoryGaps(GapTally Merges, GapTally Comments, GapTally Reports)
{
    public RepositoryGaps With(GapKind kind, GapTally gap) => kind switch
    {
        GapKind.Merge => this with { Merges = Merges + gap },
        GapKind.Comment => this with { Comments = Comments + gap },
        GapKind.Report => this with { Reports = Reports + gap },
        _ => throw new System.Diagnostics.UnreachableException(kind.ToString()),
    };
}
