using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Proposals;

/// <summary>A pull request that the bot opens itself, from the wish to its end.</summary>
/// <param name="Id">Names it for ever, and its branch with it; derived from what it is for.</param>
/// <param name="PullRequest">The pull request that it answers to, if one does.</param>
/// <param name="Merge">Whether the bot merges it; otherwise a person does.</param>
/// <param name="NotBefore">When the next step may be tried, or null for at once.</param>
/// <param name="Attempts">Failed tries of the present step.</param>
/// <param name="Trouble">Why GitHub, the network or rights failed the last of them, or null where they did not.</param>
public sealed record ProposalState(
    string Id,
    ProposalKind Kind,
    int? PullRequest,
    bool Merge,
    ProposalStatus Status,
    DateTimeOffset? NotBefore,
    int Attempts,
    string? Trouble = null)
{
    /// <summary>The branch it is made on.</summary>
    public string Branch => $"continuous-deploy/{Id}";
}

/// <summary>What a proposal is for.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Revert), "revert")]
[JsonDerivedType(typeof(Resume), "resume")]
public abstract record ProposalKind
{
    private ProposalKind()
    {
    }

    /// <summary>Sets pins back and writes holds and quarantines.</summary>
    public sealed record Revert(ImmutableArray<RevertRequest> Requests) : ProposalKind;

    /// <summary>Removes holds.</summary>
    /// <param name="Comment">The comment that asked for it.</param>
    public sealed record Resume(ImmutableArray<StageName> Stages, string By, long Comment) : ProposalKind;
}

/// <summary>Where a proposal stands.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "status")]
[JsonDerivedType(typeof(Wanted), "wanted")]
[JsonDerivedType(typeof(Opening), "opening")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Merged), "merged")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Unneeded), "unneeded")]
public abstract record ProposalStatus
{
    private ProposalStatus()
    {
    }

    /// <summary>Nothing of it has been made: more of the same kind may still join it.</summary>
    public sealed record Wanted : ProposalStatus;

    /// <summary>It is being made; parts of it may be at GitHub already.</summary>
    /// <param name="Since">The time that goes into its files.</param>
    /// <param name="On">
    /// The default branch's tip that it is made on. Both stay as they were when it was begun: whoever goes on with it,
    /// after a lost answer or a crash, asks for the same commit and so finds what is there already.
    /// </param>
    public sealed record Opening(DateTimeOffset Since, CommitSha On) : ProposalStatus;

    /// <param name="Waits">Why it is not merged yet, in a sentence, or null.</param>
    public sealed record Open(int PullRequest, CommitSha Head, string? Waits) : ProposalStatus;

    public sealed record Merged(int PullRequest, CommitSha Commit) : ProposalStatus;

    /// <summary>A person closed it.</summary>
    public sealed record Closed(int PullRequest) : ProposalStatus;

    /// <summary>It cannot be made or merged; a person must act.</summary>
    public sealed record Refused(int? PullRequest, string Reason) : ProposalStatus;

    /// <summary>Git says already what it was to say.</summary>
    public sealed record Unneeded : ProposalStatus;

    /// <summary>Whether nothing more is to be done about it.</summary>
    [JsonIgnore]
    public bool IsFinal => this is Merged or Closed or Refused or Unneeded;
}
