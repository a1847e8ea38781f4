namespace ContinuousDeploy.Core.Reports;

/// <summary>The check run on a default branch whose history was rewritten.</summary>
public static class HistoryReport
{
    private const string Name = "deploy / all";

    public static CheckRunReport Render(CommitSha rewritten, CommitSha accepted) => new(
        Name,
        rewritten,
        Name,
        CheckConclusion.ActionRequired,
        "The history was rewritten: nothing is deployed",
        $"The default branch was moved to a commit that does not follow {accepted.Short}, the last one that was deployed "
            + "from. What users get stays as it is.\n\nNext: if this was meant, somebody with write permission comments "
            + "`/resume` on any pull request; otherwise push the old history back.\n",
        []);
}
