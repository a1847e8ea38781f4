namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>Looks at the world from outside, with a deadline each: by HTTP, by Git, and by GitHub's API.</summary>
public sealed class Observer(
    Timeline timeline, GitHubApi gitHub, EnvironmentsRepository git, Shops shops, Traffic traffic, TimeProvider time)
{
    private const string OwnBranches = "continuous-deploy/";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    private readonly Everything everything = new(gitHub, git, shops);

    public Task LiveAsync(string environment, string version, CancellationToken cancellationToken) => timeline.SeeAsync(
        Through.Http, $"{environment} is served by {version}", Soon,
        async stop =>
        {
            var answer = await shops.LookAsync(environment, stop);
            return Sighting.Of(answer.IsBy(version), answer.ToString());
        },
        cancellationToken);

    /// <summary>Of all the answers users had so far, none was by the version.</summary>
    public Task NeverServedAsync(string version, CancellationToken cancellationToken) => timeline.SeeAsync(
        Through.Http, $"no user was ever served by {version}", Soon,
        _ =>
        {
            var count = traffic.Count;
            return count.By(version) == 0
                ? Task.FromResult(Sighting.Yes($"0 of {count.Requests} answers"))
                : throw new StepNotSeenException($"no user was ever served by {version}", $"{count.By(version)} were");
        },
        cancellationToken);

    public Task<SeenPullRequest> PullRequestAsync(int number, CancellationToken cancellationToken) =>
        gitHub.PullRequestAsync(number, cancellationToken);

    public async Task PlanAsync(int pull, CancellationToken cancellationToken)
    {
        var head = (await gitHub.PullRequestAsync(pull, cancellationToken)).Head;
        await CheckAsync(head, "plan", "success", cancellationToken);
    }

    public Task CheckBegunAsync(string commit, string name, CancellationToken cancellationToken) => timeline.SeeAsync(
        Through.GitHub, $"the check {name} has begun", Soon,
        async stop => await FindCheckAsync(commit, name, stop) is { } check
            ? Sighting.Yes($"{check}")
            : Sighting.NotYet("no such check"),
        cancellationToken);

    public Task CheckAsync(string commit, string name, string conclusion, CancellationToken cancellationToken) =>
        timeline.SeeAsync(
            Through.GitHub, $"the check {name} says {conclusion}", Soon,
            async stop => await FindCheckAsync(commit, name, stop) is { } check
                ? Sighting.Of(check.Conclusion == conclusion, $"{check}")
                : Sighting.NotYet("no such check"),
            cancellationToken);

    /// <summary>The bot has said one thing on the pull request, and it is about the version.</summary>
    public Task OneStickyCommentAsync(int pull, string version, CancellationToken cancellationToken) =>
        timeline.SeeAsync(
            Through.GitHub, $"one comment of the bot on #{pull} tells of {version}", Soon,
            async stop =>
            {
                var comments = await gitHub.CommentsAsync(pull, stop);
                return comments.Where(comment => comment.IsByBot).ToArray() is [var only]
                    ? Sighting.Of(only.Body.Contains(version, StringComparison.Ordinal), $"“{only.FirstLine}”")
                    : Sighting.NotYet($"{comments.Count(comment => comment.IsByBot)} comments of the bot");
            },
            cancellationToken);

    /// <summary>The bot opened a pull request that takes the version back in an environment, and merged it.</summary>
    public async Task RevertMergedAsync(string environment, string version, CancellationToken cancellationToken)
    {
        await timeline.SeeAsync(
            Through.GitHub, $"a pull request takes {version} back in {environment}", Soon,
            async stop => await FindRevertAsync(environment, version, stop) is { } revert
                ? Sighting.Yes($"{revert}, from {revert.Branch}")
                : Sighting.NotYet("none"),
            cancellationToken);
        await timeline.SeeAsync(
            Through.GitHub, "it is merged", Soon,
            async stop => await FindRevertAsync(environment, version, stop) is { Merged: true } revert
                ? Sighting.Yes($"{revert}")
                : Sighting.NotYet("open"),
            cancellationToken);
    }

    public Task RolledBackInGitAsync(
        string environment, string from, string to, CancellationToken cancellationToken) => timeline.SeeAsync(
            Through.Git, $"{environment} is pinned to {to} and held, {from} is in quarantine", Soon,
            async stop =>
            {
                var pin = await git.ReadAsync($"environments/{environment}/storefront.yaml", stop);
                var application = await git.ReadAsync("environments/applications/storefront.yaml", stop);
                var pinned = Lines(pin).Contains($"version: {to}");
                var held = Lines(pin).Any(line => line.StartsWith("hold:", StringComparison.Ordinal));
                var quarantined = After(application, "quarantine:").Contains(from, StringComparison.Ordinal);
                return Sighting.Of(
                    pinned && held && quarantined, $"pinned: {pinned}, held: {held}, in quarantine: {quarantined}");
            },
            cancellationToken);

    public Task ReactionAsync(int pull, string login, string reaction, CancellationToken cancellationToken) =>
        timeline.SeeAsync(
            Through.GitHub, $"the bot reacts to {login} with {reaction}", Soon,
            async stop =>
            {
                var comment = (await gitHub.CommentsAsync(pull, stop)).Last(comment => comment.Author == login);
                var reactions = await gitHub.ReactionsAsync(comment.Id, stop);
                return Sighting.Of(reactions.Contains(reaction), string.Join(", ", reactions));
            },
            cancellationToken);

    /// <summary>The bot answers the person's newest comment in words.</summary>
    public Task ReplyAsync(int pull, string login, CancellationToken cancellationToken) => timeline.SeeAsync(
        Through.GitHub, $"the bot tells {login} why", Soon,
        async stop =>
        {
            var comments = await gitHub.CommentsAsync(pull, stop);
            var question = comments.Last(comment => comment.Author == login);
            return comments.FirstOrDefault(comment => comment.Id > question.Id && comment.IsByBot) is { } reply
                ? Sighting.Yes($"“{reply.FirstLine}”")
                : Sighting.NotYet("no reply");
        },
        cancellationToken);

    /// <summary>Waits until nothing is going on any more.</summary>
    /// <returns>All that users and GitHub show then.</returns>
    public Task<string> QuietAsync(CancellationToken cancellationToken) =>
        CalmAsync("everything has come to rest", null, cancellationToken);

    /// <summary>For a while, everything stays as it was.</summary>
    public Task UnchangedAsync(string before, CancellationToken cancellationToken) =>
        CalmAsync("everything is as it was before", before, cancellationToken);

    private async Task<string> CalmAsync(string step, string? expected, CancellationToken cancellationToken)
    {
        var last = "";
        var since = time.GetTimestamp();
        await timeline.SeeAsync(
            Through.GitHub, step, Soon,
            async stop =>
            {
                var now = await everything.ReadAsync(stop);
                if (expected is not null && now != expected)
                {
                    throw new StepNotSeenException(step, Difference(expected, now));
                }

                since = now == last ? since : time.GetTimestamp();
                last = now;
                return Sighting.Of(
                    time.GetElapsedTime(since) >= Calm,
                    $"{Lines(now).Count()} lines of state did not change for {Calm.TotalSeconds:0} s");
            },
            cancellationToken);
        return last;
    }

    private async Task<SeenCheck?> FindCheckAsync(string commit, string name, CancellationToken cancellationToken) =>
        (await gitHub.ChecksAsync(commit, cancellationToken)).LastOrDefault(check => check.Name == name);

    private async Task<SeenPullRequest?> FindRevertAsync(
        string environment, string version, CancellationToken cancellationToken) =>
        (await gitHub.PullRequestsAsync(cancellationToken)).FirstOrDefault(pull =>
            pull.Branch.StartsWith(OwnBranches, StringComparison.Ordinal)
            && pull.Body.Contains(environment, StringComparison.Ordinal)
            && pull.Body.Contains(version, StringComparison.Ordinal));

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd());

    private static string After(string text, string key) =>
        text.IndexOf(key, StringComparison.Ordinal) is var at and >= 0 ? text[at..] : "";

    private static string Difference(string before, string now) =>
        $"changed to: {string.Join(" | ", Lines(now).Except(Lines(before)).Take(3))}";
}
