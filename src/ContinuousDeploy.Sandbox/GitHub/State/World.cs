using System.Collections.Concurrent;

namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>
/// Everything the sandbox remembers beside its Git repositories. Anyone may read at any time; changes happen one after
/// the other inside <see cref="ChangeAsync"/>.
/// </summary>
public sealed class World(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    public Table<Account> Accounts { get; } = new(190_000_000);

    public Table<Team> Teams { get; } = new(12_000_000);

    public Table<App> Apps { get; } = new(1_200_000);

    public Table<Installation> Installations { get; } = new(81_000_000);

    public Table<InstallationToken> InstallationTokens { get; } = new(0);

    public Table<Repository> Repositories { get; } = new(920_000_000);

    public Table<Issue> Issues { get; } = new(3_600_000_000);

    public Table<PullRequest> PullRequests { get; } = new(2_900_000_000);

    public Table<IssueComment> Comments { get; } = new(3_500_000_000);

    public Table<Reaction> Reactions { get; } = new(280_000_000);

    public Table<Review> Reviews { get; } = new(3_100_000_000);

    public Table<CheckSuite> CheckSuites { get; } = new(45_000_000_000);

    public Table<CheckRun> CheckRuns { get; } = new(52_000_000_000);

    public Table<Deployment> Deployments { get; } = new(3_000_000_000);

    public Table<DeploymentStatus> DeploymentStatuses { get; } = new(8_000_000_000);

    /// <summary>Commits that GitHub made and signed itself: merges, and those of <c>createCommitOnBranch</c>.</summary>
    internal ConcurrentDictionary<string, DateTimeOffset> SignedCommits { get; } = new();

    /// <summary>The sandbox's present time, to the second as in the API.</summary>
    public DateTimeOffset Now
    {
        get
        {
            DateTimeOffset now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        }
    }

    public Account? FindAccount(string login) =>
        Accounts.All.FirstOrDefault(account => Same(account.Login, login));

    public Repository? FindRepository(string owner, string name) =>
        Repositories.All.FirstOrDefault(repository =>
            Same(repository.Name, name) && Same(Accounts[repository.Owner].Login, owner));

    public PullRequest? FindPullRequest(Repository repository, int number) =>
        PullRequests.All.FirstOrDefault(pull => pull.Repository == repository.Id && pull.Number == number);

    public Issue? FindIssue(Repository repository, int number) =>
        Issues.All.FirstOrDefault(issue => issue.Repository == repository.Id && issue.Number == number);

    public IEnumerable<CheckRun> CheckRunsOf(Repository repository, string sha) =>
        CheckRuns.All.Where(run => run.Repository == repository.Id && run.HeadSha == sha);

    /// <summary>The newest run of each name and app on a commit: what counts for branch protection.</summary>
    public IEnumerable<CheckRun> LatestCheckRunsOf(Repository repository, string sha) =>
        CheckRunsOf(repository, sha).GroupBy(run => (run.App, run.Name)).Select(runs => runs.Last());

    /// <summary>A person's role. A public repository gives everyone read.</summary>
    public Role RoleOf(Repository repository, Account account)
    {
        Role floor = repository.Private || account.Kind == AccountKind.Bot ? Role.None : Role.Read;
        Role given = account.Id == repository.Owner
            ? Role.Admin
            : repository.Roles.GetValueOrDefault(account.Id, Role.None);
        return given > floor ? given : floor;
    }

    /// <summary><c>owner/name</c>.</summary>
    public string FullName(Repository repository) => $"{Accounts[repository.Owner].Login}/{repository.Name}";

    /// <summary>
    /// Makes one change while nobody else makes one. Changes that somebody asks for over HTTP are made to their end though
    /// he has gone meanwhile, as at GitHub: one that broke off would leave half of itself, and Git's locks, behind.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the turn.</param>
    public async Task<T> ChangeAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
