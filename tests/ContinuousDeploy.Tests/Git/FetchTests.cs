using ContinuousDeploy.Git;

namespace ContinuousDeploy.Tests.Git;

public sealed class FetchTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository upstream;

    public FetchTests() => upstream = new TestRepository(folder["upstream"]);

    public void Dispose()
    {
        upstream.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Branches_and_pull_request_heads_are_fetched()
    {
        var first = upstream.Commit([("a.yaml", "one")]);
        var second = upstream.Commit([("a.yaml", "two")], first);
        upstream.Branch("main", first);
        upstream.Point("refs/pull/7/head", second);
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);

        var heads = await FetchAsync(mirror, server);

        Assert.Equal(new BranchHead(first, Rewritten: false), Assert.Single(heads).Value);
        using var reader = mirror.OpenReader();
        Assert.Equal(first, reader.History.Branch("main"));
        Assert.Equal(second, reader.History.PullRequest(7));
        Assert.Null(reader.History.Branch("no such branch"));
        Assert.Equal("two", reader.Read(reader.TreeOf(second), "a.yaml", new ReadBudget())?.Text);
    }

    [Fact]
    public async Task A_branch_that_moved_on_is_not_rewritten_and_one_that_was_forced_is()
    {
        var first = upstream.Commit([("a.yaml", "one")]);
        var second = upstream.Commit([("a.yaml", "two")], first);
        var forced = upstream.Commit([("a.yaml", "three")]);
        upstream.Branch("main", first);
        upstream.Branch("stable", first);
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);

        upstream.Branch("main", second);
        upstream.Branch("stable", forced);
        var heads = await FetchAsync(mirror, server);

        Assert.Equal(new BranchHead(second, Rewritten: false), heads["main"]);
        Assert.Equal(new BranchHead(forced, Rewritten: true), heads["stable"]);
    }

    [Fact]
    public async Task A_branch_that_was_deleted_is_gone()
    {
        var first = upstream.Commit([("a.yaml", "one")]);
        upstream.Branch("main", first);
        upstream.Branch("old", first);
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);

        upstream.DeleteBranch("old");

        Assert.Equal(["main"], (await FetchAsync(mirror, server)).Keys);
    }

    [Fact]
    public async Task The_token_opens_a_private_repository()
    {
        upstream.Branch("main", upstream.Commit([("a.yaml", "one")]));
        await using var server = await GitHttpServer.ServeAsync(upstream.Path, token: "right");
        await using var mirror = NewMirror(server);

        Assert.Single(await FetchAsync(mirror, server, "right"));
    }

    [Theory]
    [InlineData("wrong", "acme/environments: The server refused the token.")]
    [InlineData(null, "acme/environments: The server asks for a token and none was given.")]
    public async Task A_wrong_token_is_refused_and_named_as_the_reason(string? token, string reason)
    {
        upstream.Branch("main", upstream.Commit([("a.yaml", "one")]));
        await using var server = await GitHttpServer.ServeAsync(upstream.Path, token: "right");
        await using var mirror = NewMirror(server);

        var outcome = await mirror.FetchAsync(server.Address, token, TestContext.Current.CancellationToken);

        Assert.Equal(new FetchOutcome.Refused(reason), outcome);
    }

    [Fact]
    public async Task A_repository_above_the_limit_is_not_taken_in()
    {
        var noise = new byte[4 * 1024 * 1024];
        for (uint index = 0, state = 1; index < noise.Length; index++)
        {
            state = (state * 1664525) + 1013904223;
            noise[index] = (byte)(state >> 24);
        }

        upstream.Branch("main", upstream.CommitTree(upstream.Tree([("a.bin", "100644", upstream.Blob(noise))])));
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server, FetchLimits.Default with { Bytes = 64 * 1024 });

        var outcome = await mirror.FetchAsync(server.Address, null, TestContext.Current.CancellationToken);

        Assert.Equal(
            new FetchOutcome.Unreachable(
                "acme/environments: the repository is larger than the 65536 bytes that one fetch may take."),
            outcome);
    }

    [Fact]
    public async Task A_lock_file_that_a_crash_left_behind_is_removed()
    {
        var first = upstream.Commit([("a.yaml", "one")]);
        upstream.Branch("main", first);
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        upstream.Branch("main", upstream.Commit([("a.yaml", "two")], first));
        var stale = Path.Combine(folder["mirror"], "refs", "heads", "main.lock");
        await File.WriteAllTextAsync(stale, "", TestContext.Current.CancellationToken);

        Assert.NotEqual(first, (await FetchAsync(mirror, server))["main"].Commit);
        Assert.False(File.Exists(stale));
    }

    private Mirror NewMirror(GitHttpServer server, FetchLimits? limits = null) =>
        new(folder["mirror"], server.Server, limits ?? FetchLimits.Default, TimeProvider.System, Fetches.Shared);

    private static async Task<IReadOnlyDictionary<string, BranchHead>> FetchAsync(
        Mirror mirror, GitHttpServer server, string? token = null)
    {
        var outcome = await mirror.FetchAsync(server.Address, token, TestContext.Current.CancellationToken);
        return Assert.IsType<FetchOutcome.Fetched>(outcome).Branches;
    }
}
