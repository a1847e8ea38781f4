using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must be so once people and faults have been quiet for a while.</summary>
public sealed class Rest(Planet world)
{
    /// <summary>Why the world is not at rest yet, or null.</summary>
    public string? WhyNot() => world.Deliveries.WhyNot() ?? WhyNotTheRepository() ?? world.Trees.ManifestOf(world.Site.Git.Tip).Stages
        .OrderBy(stage => stage.Key.ToString(), StringComparer.Ordinal)
        .Select(stage => StageRest.WhyNot(world, IdOf(stage.Key), stage.Value.Pin.Version.Version))
        .FirstOrDefault(reason => reason is not null);

    /// <summary>Notes what can be told at the end only.</summary>
    public void LookBack()
    {
        if (world.Store.Load(RepositoryStream.NameOf(SimulatedGitHub.Repository.Id)) is { } record
            && RepositoryJson.Read(record.State).Comments.Any(comment => !world.Webhooks.WasSent(comment.Id)))
        {
            world.Saw("a comment was found by asking for it");
        }
    }

    private string? WhyNotTheRepository()
    {
        if (world.Store.Load(RepositoryStream.NameOf(SimulatedGitHub.Repository.Id)) is not { } record)
        {
            return "The repository was never seen.";
        }

        var state = RepositoryJson.Read(record.State);
        if (state.Accepted != world.Site.Git.Tip)
        {
            return $"The stages know of {state.Accepted}, and the branch is at {world.Site.Git.Tip}.";
        }

        if (state.Rewritten is { } rewritten)
        {
            return $"The history is said to be rewritten to {rewritten}, and nobody has.";
        }

        if (state.Proposals.FirstOrDefault(proposal => !proposal.Status.IsFinal) is { } open)
        {
            return $"Proposal {open.Id} is {open.Status}.";
        }

        return WhyNotTheComments(state);
    }

    private string? WhyNotTheComments(RepositoryState state)
    {
        var unheard = world.Site.Comments.Values.FirstOrDefault(comment => MustBeHeard(comment, state.CommentsSeen)
            && state.Comments.All(known => known.Id != comment.Id));
        if (unheard is not null)
        {
            return $"Comment {unheard.Id} ({unheard.Body}) was never heard of.";
        }

        var waiting = state.Comments.FirstOrDefault(comment =>
            !comment.IsAnswered || comment.Answers.Any(answer => answer.Kind is AnswerKind.Underway));
        if (waiting is not null)
        {
            return $"Comment {waiting.Id} ({waiting.Body}) is not answered to the end.";
        }

        var denied = state.Comments.FirstOrDefault(comment =>
            !world.Site.Comments[comment.Id].IsDeleted && comment.Answers.All(answer => answer.Kind is AnswerKind.Refused)
            && world.Rules.WasCarriedOut(state, comment));
        if (denied is not null)
        {
            return $"Comment {denied.Id} ({denied.Body}) was carried out, and its author reads that it was refused.";
        }

        var untold = state.Comments.FirstOrDefault(comment =>
            !world.Site.Reactions.Contains(new ReactionReport(comment.Id, comment.Reaction!.Value)));
        return untold is null ? null : $"Comment {untold.Id} ({untold.Body}) is answered, and its author was not told.";
    }

    /// <summary>
    /// A command, unless nobody could tell of it: no webhook was sent, and it was deleted, or there before the first look.
    /// </summary>
    private bool MustBeHeard(Comment comment, CommentMark? seen) =>
        !CommentParser.Parse(comment.Body).IsEmpty
        && (world.Webhooks.WasSent(comment.Id) || (!comment.IsDeleted && comment.Id > (seen?.Before ?? 0)));

    private static StageId IdOf(StageName name) =>
        new(SimulatedGitHub.Repository.Id, name.Environment, name.Application);
}
