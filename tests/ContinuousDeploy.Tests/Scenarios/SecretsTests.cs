using System.Text.RegularExpressions;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Whatever happens, no secret is seen in any output of the bot, in none of six encodings.</summary>
public sealed partial class SecretsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Through_a_day_of_failures_no_secret_is_seen()
    {
        await using var app = await Scenario.StartAsync();
        await FailedDayAsync(app);

        var canaries = app.Canaries();
        var outputs = app.Outputs().ToList();

        output.WriteLine($"{canaries.Count} secrets in six encodings, {outputs.Count} outputs");
        Assert.InRange(canaries.Count, 12, int.MaxValue);
        Assert.Contains(outputs, seen => seen.Where == "the log");
        Assert.Contains(outputs, seen => seen.Where.StartsWith("ledger.db", StringComparison.Ordinal));
        Assert.Contains(outputs, seen => seen.Where.Contains("mirrors", StringComparison.Ordinal));
        Assert.Contains(outputs, seen => seen.Where.Contains("check-runs", StringComparison.Ordinal));
        Assert.Empty(outputs.Where(seen => WebToken().IsMatch(seen.Text)).Select(seen => $"{seen.Where}: an app's own token"));
        Assert.Empty(outputs.SelectMany(seen => canaries.In(seen.Text).Select(secret => $"{seen.Where}: {secret}")).Distinct());
    }

    [Fact]
    public async Task The_search_finds_a_secret_that_is_planted_in_any_encoding()
    {
        await using var app = await Scenario.StartAsync();
        var canaries = app.Canaries();
        var missed = new List<string>();
        foreach (var (encoding, form) in Canaries.FormsOf(Scenario.TargetSecret))
        {
            var planted = $"before {form} after";
            app.PlantInFile(planted);
            app.PlantInLog(planted);
            var found = app.Outputs()
                .Where(seen => seen.Text == planted && canaries.In(seen.Text).Any())
                .Select(seen => seen.Where)
                .ToList();
            missed.AddRange(new[] { "planted", "the log" }.Except(found).Select(where => $"{encoding} in {where}"));
        }

        Assert.Empty(missed);
    }

    private static async Task FailedDayAsync(Scenario app)
    {
        var good = await app.MergePinAsync("staging", "1.5.0");
        await app.MergePinAsync("production", "1.5.1-broken");
        await app.MergePinAsync("staging", "1.5.2-stuck");
        foreach (var status in new[] { 401, 403, 500, 503, 0 })
        {
            app.Fail("POST", status, times: 3);
            app.Fail("PATCH", status, times: 2);
            app.Fail("GET", status, times: 2);
            await app.CommentAsync(good, "/status");
            await app.PassAsync(TimeSpan.FromMinutes(2), times: 3);
            app.HealGitHub();
        }

        await app.CommentAsync(good, "/rollback --reason \"it burns\"");
        await app.RestartBotAsync();
        await app.PassAsync(TimeSpan.FromHours(1), times: 2);
        await app.MergePinAsync("production", "1.6.0");
    }

    /// <summary>What the app signs for itself is known to nobody else, but has this shape (RFC 7519).</summary>
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.")]
    private static partial Regex WebToken();
}
