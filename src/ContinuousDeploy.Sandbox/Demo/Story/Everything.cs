using System.Text;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>All that users, Git and GitHub show, as text: what a restart of the bot must not change.</summary>
public sealed class Everything(GitHubApi gitHub, EnvironmentsRepository git, Shops shops)
{
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.AppendLine($"main: {await git.HeadAsync(cancellationToken)}");
        text.AppendLine($"deployments: {await gitHub.DeploymentsAsync(cancellationToken)}");
        foreach (var environment in shops.Environments)
        {
            text.AppendLine($"{environment}: {await shops.LookAsync(environment, cancellationToken)}");
        }

        foreach (var pull in await gitHub.PullRequestsAsync(cancellationToken))
        {
            text.AppendLine($"{pull}");
            await AppendAsync(text, pull, cancellationToken);
        }

        return text.ToString();
    }

    private async Task AppendAsync(StringBuilder text, SeenPullRequest pull, CancellationToken cancellationToken)
    {
        foreach (var comment in await gitHub.CommentsAsync(pull.Number, cancellationToken))
        {
            var reactions = await gitHub.ReactionsAsync(comment.Id, cancellationToken);
            text.AppendLine($"{comment}: {string.Join(",", reactions)}");
        }

        foreach (var commit in new[] { pull.Head, pull.Merged ? pull.MergeCommit : null }.OfType<string>())
        {
            foreach (var check in await gitHub.ChecksAsync(commit, cancellationToken))
            {
                text.AppendLine($"{commit}: {check}");
            }
        }
    }
}
