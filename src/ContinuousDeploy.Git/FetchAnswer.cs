using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Git;

/// <summary>A <see cref="FetchOutcome"/> as one process tells it to another.</summary>
/// <param name="Reason">Null where it was fetched.</param>
/// <param name="Branches">Null where it was not.</param>
public sealed record FetchAnswer(FetchAnswerKind Kind, string? Reason, IReadOnlyDictionary<string, FetchedHead>? Branches)
{
    public static FetchAnswer Of(FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Fetched fetched => new FetchAnswer(
            FetchAnswerKind.Fetched,
            null,
            fetched.Branches.ToDictionary(
                branch => branch.Key,
                branch => new FetchedHead(branch.Value.Commit.Value, branch.Value.Rewritten),
                StringComparer.Ordinal)),
        FetchOutcome.Unreachable unreachable => new FetchAnswer(FetchAnswerKind.Unreachable, unreachable.Reason, null),
        FetchOutcome.Refused refused => new FetchAnswer(FetchAnswerKind.Refused, refused.Reason, null),
        FetchOutcome.Damaged damaged => new FetchAnswer(FetchAnswerKind.Damaged, damaged.Reason, null),
        _ => throw new UnreachableException(),
    };

    public FetchOutcome ToOutcome() => Kind switch
    {
        FetchAnswerKind.Fetched => new FetchOutcome.Fetched((Branches ?? ImmutableDictionary<string, FetchedHead>.Empty)
            .ToImmutableSortedDictionary(
                branch => branch.Key,
                branch => new BranchHead(new CommitSha(branch.Value.Commit), branch.Value.Rewritten),
                StringComparer.Ordinal)),
        FetchAnswerKind.Refused => new FetchOutcome.Refused(Reason ?? ""),
        FetchAnswerKind.Damaged => new FetchOutcome.Damaged(Reason ?? ""),
        _ => new FetchOutcome.Unreachable(Reason ?? ""),
    };
}

/// <summary>The kinds of <see cref="FetchOutcome"/>.</summary>
public enum FetchAnswerKind
{
    Unreachable,
    Fetched,
    Refused,
    Damaged,
}

/// <summary>A <see cref="BranchHead"/>.</summary>
public sealed record FetchedHead(string Commit, bool Rewritten);

/// <summary>How orders and answers are written: each on one line.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(FetchOrder))]
[JsonSerializable(typeof(FetchAnswer))]
public sealed partial class FetchJson : JsonSerializerContext;
