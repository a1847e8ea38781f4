using ContinuousDeploy.Sandbox.GitHub;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>People and the local GitHub, with the bot in a process of its own and one time for all of them.</summary>
internal sealed class SoakScene : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly FakeTimeProvider time;
    private readonly LocalGitHub github;

    private SoakScene(DirectoryInfo folder, FakeTimeProvider time, LocalGitHub github, SoakBot bot)
    {
        this.folder = folder;
        this.time = time;
        this.github = github;
        Bot = bot;
    }

    public SoakBot Bot { get; }

    /// <summary>How much time has passed.</summary>
    public TimeSpan Passed => time.GetUtcNow() - SoakBot.Start;

    public static async Task<SoakScene> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("soak-");
        var time = new FakeTimeProvider(SoakBot.Start);
        var source = folder.CreateSubdirectory("source").FullName;
        SoakFiles.WriteTo(source, "1.0.0");
        var options = new SandboxOptions { Folder = folder.CreateSubdirectory("git").FullName };
        var github = await LocalGitHub.StartAsync(options, source, time, cancellationToken);
        var bot = await SoakBot.StartAsync(await github.ConfigurationAsync(folder, cancellationToken), cancellationToken);
        var scene = new SoakScene(folder, time, await github.SendToAsync(bot.Address, cancellationToken), bot);
        await scene.PassAsync(TimeSpan.FromMinutes(1), 5, cancellationToken);
        return scene;
    }

    /// <summary>Somebody merges a pull request that pins a version in every stage.</summary>
    public async Task<int> ReleaseAsync(string version, CancellationToken cancellationToken)
    {
        var pullRequest = await github.OpenAsync(version, SoakFiles.At(version), cancellationToken);
        await PassAsync(TimeSpan.FromMinutes(1), 1, cancellationToken);
        await github.MergeAsync(pullRequest, cancellationToken);
        return pullRequest.Number;
    }

    public Task CommentAsync(int pullRequest, string body, CancellationToken cancellationToken) =>
        github.Server.People.CommentAsync(github.Repository, pullRequest, github.Writer, body, cancellationToken);

    /// <summary>Time passes, and all that it leads to happens.</summary>
    public async Task PassAsync(TimeSpan length, int times, CancellationToken cancellationToken)
    {
        await SettleAsync(cancellationToken);
        for (var pass = 0; pass < times; pass++)
        {
            time.Advance(length);
            await Bot.PassAsync(length, cancellationToken);
            await SettleAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        await github.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        int before;
        do
        {
            before = github.Server.Webhooks.Log.All.Count();
            await github.Server.Webhooks.WhenDeliveredAsync(cancellationToken);
            await Bot.SettleAsync(cancellationToken);
        }
        while (github.Server.Webhooks.Log.All.Count() != before);
    }
}
