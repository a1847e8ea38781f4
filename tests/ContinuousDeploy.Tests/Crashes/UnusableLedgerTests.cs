using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>
/// A ledger that fails under the real bot while it works: GitHub's webhooks get 503 and are noted as failed, what was
/// under way stops at a safe point or goes on, and nothing is lost once it is mended.
/// </summary>
public sealed class UnusableLedgerTests : IAsyncDisposable
{
    private BotInWorld? world;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A real file system of its own without space, so that no write finds room.</summary>
    [Fact]
    public async Task A_full_disk_takes_nothing_new_and_still_gives_users_the_last_good_version_back()
    {
        Assert.SkipUnless(await CanMountAsync(), "This machine lets no user mount a file system of its own (unshare -rm).");
        var app = world = await BotInWorld.BeginAsync([], folder =>
            ["unshare", "-rm", "sh", "-c", $"mount -t tmpfs -o size=24m tmpfs '{folder}' && exec \"$0\" \"$@\""]);
        var release = await ReleaseAsync(app);
        var waiting = app.Outside.HoldStarts();
        await app.CommentAsync(release, "/rollback");
        await waiting.WaitAsync(Cancellation);

        var filler = InBot(app, Path.Combine(Path.GetDirectoryName(app.Ledger)!, "filler"));
        // The log's file is written again from its beginning after each checkpoint: a few writes may still find room in it.
        Fill(filler);
        while (File.Exists(InBot(app, app.Ledger + ".reserve")))
        {
            await PushAsync(app);
        }

        await RefusedAsync(app, "disk");
        app.Outside.LetStart();
        await UntilAsync(() => app.IsLive("1.4.1"));
        await RefusedAsync(app, "disk");

        File.Delete(filler);
        await MendedAsync(app, release);
    }

    [Fact]
    public async Task A_ledger_that_another_process_holds_stops_a_rollback_until_it_is_let_go()
    {
        var app = world = await BotInWorld.BeginAsync([]);
        var release = await ReleaseAsync(app);
        var waiting = app.Outside.HoldStarts();
        await app.CommentAsync(release, "/rollback");
        await waiting.WaitAsync(Cancellation);

        await using (var other = new SqliteConnection($"Data Source={app.Ledger};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var held = other.BeginTransaction(deferred: false);
            app.Outside.LetStart();
            await RefusedAsync(app, "is locked");
            Assert.True(app.IsLive("1.5.0"));
        }

        await MendedAsync(app, release);
    }

    [Fact]
    public async Task A_ledger_that_is_deleted_underneath_stops_a_rollback_until_it_is_put_back()
    {
        var app = world = await BotInWorld.BeginAsync([]);
        var release = await ReleaseAsync(app);
        var waiting = app.Outside.HoldStarts();
        await app.CommentAsync(release, "/rollback");
        await waiting.WaitAsync(Cancellation);

        var saved = Directory.CreateDirectory(Path.Combine(app.Folder.FullName, "saved")).FullName;
        Move(Path.GetDirectoryName(app.Ledger)!, saved);
        app.Outside.LetStart();
        await RefusedAsync(app, "ledger");
        Assert.True(app.IsLive("1.5.0"));
        Assert.False(File.Exists(app.Ledger));

        Move(saved, Path.GetDirectoryName(app.Ledger)!);
        await MendedAsync(app, release);
    }

    public async ValueTask DisposeAsync()
    {
        if (world is not null)
        {
            await world.DisposeAsync();
        }
    }

    /// <summary>A path as the bot sees it, whose file systems are not the test's.</summary>
    private static string InBot(BotInWorld app, string path) =>
        $"/proc/{app.Bot.Id.ToString(CultureInfo.InvariantCulture)}/root{path}";

    private static async Task<int> ReleaseAsync(BotInWorld app)
    {
        await app.UntilAsync("1.4.1 is live", () => app.IsLive("1.4.1") && app.Concluded("", "deploy / all") == "success");
        var release = await app.MergeAsync("1.5.0");
        await app.UntilAsync("1.5.0 is live", () => app.IsLive("1.5.0") && app.IsDone(release));
        return release;
    }

    /// <summary>GitHub's deliveries are answered 503, and the page for supervisors says why.</summary>
    private static async Task RefusedAsync(BotInWorld app, string why)
    {
        var before = app.GitHub.Server.Webhooks.Log.All.Count();
        await PushAsync(app);
        var statuses = app.GitHub.Server.Webhooks.Log.All.Skip(before).Select(delivery => delivery.Result?.StatusCode).ToList();
        Assert.NotEmpty(statuses);
        Assert.All(statuses, status => Assert.Equal(503, status));
        var (status, text) = await app.Bot.GetAsync("readyz", Cancellation);
        while (status != HttpStatusCode.ServiceUnavailable)
        {
            // A lock is waited for before it is trouble.
            (status, text) = await app.Bot.GetAsync("readyz", Cancellation);
        }

        Assert.Contains(why, text, StringComparison.Ordinal);
    }

    /// <summary>The same process takes webhooks again and brings everything to its end.</summary>
    private static async Task MendedAsync(BotInWorld app, int release)
    {
        do
        {
            await PushAsync(app);
        }
        while (app.GitHub.Server.Webhooks.Log.All.Last().Result?.StatusCode != 202);

        Assert.Equal((HttpStatusCode.OK, "ready\n"), await app.Bot.GetAsync("readyz", Cancellation));
        await app.UntilAsync("the revert is merged", () => app.IsLive("1.4.1") && app.IsDone(release + 1));
        Assert.Equal(1, app.Bot.Lives);
        Assert.Equal(
            ["started 1.4.1 in production/storefront: 2", "started 1.4.1 in staging/storefront: 1", "started 1.5.0 in production/storefront: 1"],
            app.Outside.Starts);
    }

    private static async Task PushAsync(BotInWorld app)
    {
        await app.GitHub.Server.People.PushAsync(
            app.GitHub.Repository,
            app.GitHub.Server.World.FindAccount("writer")!,
            "notes",
            "A note",
            [new("notes.md", $"{app.GitHub.Server.Webhooks.Log.All.Count()} deliveries so far\n")],
            Cancellation);
        await app.GitHub.Server.Webhooks.WhenDeliveredAsync(Cancellation);
    }

    /// <summary>Takes all that is free, at once: what the bot gives away a moment later is not taken.</summary>
    private static void Fill(string path)
    {
        while (new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace is > 0 and var free)
        {
            try
            {
                using var filler = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    PreallocationSize = free,
                });
                filler.SetLength(free);
                return;
            }
            catch (IOException) when (!File.Exists(path))
            {
                // The bot has written meanwhile: less is free now.
            }
        }
    }

    private static async Task<bool> CanMountAsync()
    {
        try
        {
            using var attempt = Process.Start("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", Path.GetTempPath()]);
            await attempt.WaitForExitAsync(Cancellation);
            return attempt.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Move(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }
}
