using ContinuousDeploy.Core;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Tests.Git;

public sealed class MirrorDamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestRepository upstream;
    private readonly CommitSha first;

    public MirrorDamageTests()
    {
        upstream = new TestRepository(folder["upstream"]);
        first = upstream.Commit([("a.yaml", "one")]);
        upstream.Branch("main", first);
    }

    public void Dispose()
    {
        upstream.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_truncated_pack_is_found_and_the_mirror_made_anew()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        foreach (var pack in Directory.GetFiles(Path.Combine(folder["mirror"], "objects", "pack"), "*.pack"))
        {
            File.SetAttributes(pack, FileAttributes.Normal);
            await File.WriteAllBytesAsync(
                pack, (await File.ReadAllBytesAsync(pack, Cancellation))[..40], Cancellation);
        }

        Assert.IsType<FetchOutcome.Damaged>(await mirror.FetchAsync(server.Address, null, Cancellation));
        await AssertReplacedAsync(mirror, server);
    }

    [Fact]
    public async Task A_flipped_byte_is_not_read_as_if_nothing_were()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        var pack = Directory.GetFiles(Path.Combine(folder["mirror"], "objects", "pack"), "*.pack").Single();
        File.SetAttributes(pack, FileAttributes.Normal);
        var bytes = await File.ReadAllBytesAsync(pack, Cancellation);
        for (var index = 14; index < bytes.Length - 20; index++)
        {
            bytes[index] ^= 0x55;
        }

        await File.WriteAllBytesAsync(pack, bytes, Cancellation);
        using (var reader = mirror.OpenReader())
        {
            Assert.Throws<RepositoryCorruptException>(() => reader.TreeOf(first));
        }

        await AssertReplacedAsync(mirror, server);
    }

    [Fact]
    public async Task A_folder_that_lost_its_repository_is_found_and_made_anew()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        File.Delete(Path.Combine(folder["mirror"], "HEAD"));

        Assert.Equal(
            new FetchOutcome.Damaged("The mirror's folder is no Git repository."),
            await mirror.FetchAsync(server.Address, null, Cancellation));
        await AssertReplacedAsync(mirror, server);
    }

    [Fact]
    public async Task A_branch_that_takes_the_place_of_a_folder_of_branches_is_mended()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        upstream.Branch("release", first);
        await FetchAsync(mirror, server);
        upstream.DeleteBranch("release");
        upstream.Branch("release/1", first);

        if (await mirror.FetchAsync(server.Address, null, Cancellation) is not FetchOutcome.Fetched)
        {
            Assert.IsType<FetchOutcome.Fetched>(await mirror.ReplaceAsync(server.Address, null, Cancellation));
        }

        using var reader = mirror.OpenReader();
        Assert.Null(reader.History.Branch("release"));
        Assert.Equal(first, reader.History.Branch("release/1"));
    }

    [Fact]
    public async Task A_replacement_that_fails_leaves_the_old_mirror()
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        await using var broken = await GitHttpServer.ServeAsync(upstream.Path, send: GitHttpServer.BreakOffAsync);
        await using var other = NewMirror(broken);

        Assert.IsType<FetchOutcome.Unreachable>(await other.ReplaceAsync(broken.Address, null, Cancellation));
        using var reader = mirror.OpenReader();
        Assert.Equal(first, reader.History.Branch("main"));
    }

    [Theory]
    [InlineData(".last", ".gone")]
    [InlineData(".gone", ".next")]
    public async Task A_crash_in_the_middle_of_a_replacement_loses_nothing(string moved, string leftover)
    {
        await using var server = await GitHttpServer.ServeAsync(upstream.Path);
        await using var mirror = NewMirror(server);
        await FetchAsync(mirror, server);
        if (moved == ".last")
        {
            Directory.Move(folder["mirror"], folder["mirror" + moved]);
        }

        Directory.CreateDirectory(folder["mirror" + leftover]);

        await FetchAsync(mirror, server);

        Assert.False(Directory.Exists(folder["mirror.last"]));
        Assert.False(Directory.Exists(folder["mirror.next"]));
        using var reader = mirror.OpenReader();
        Assert.Equal(first, reader.History.Branch("main"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Mirror NewMirror(GitHttpServer server) =>
        new(folder["mirror"], server.Server, FetchLimits.Default, TimeProvider.System, Fetches.Shared);

    private static async Task FetchAsync(Mirror mirror, GitHttpServer server) =>
        Assert.IsType<FetchOutcome.Fetched>(await mirror.FetchAsync(server.Address, null, Cancellation));

    private async Task AssertReplacedAsync(Mirror mirror, GitHttpServer server)
    {
        Assert.IsType<FetchOutcome.Fetched>(await mirror.ReplaceAsync(server.Address, null, Cancellation));
        using var reader = mirror.OpenReader();
        Assert.Equal(first, reader.History.Branch("main"));
        Assert.Equal("one", reader.Read(reader.TreeOf(first), "a.yaml", new ReadBudget())?.Text);
    }
}
