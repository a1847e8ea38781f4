using System.Text;
using ContinuousDeploy.Targets.Process;

namespace ContinuousDeploy.Tests.Targets;

public sealed class LogTests
{
    private const string Secret = "hunter2/+\"ä\" word";

    [Fact]
    public async Task A_flood_fills_no_disk_and_stops_nobody()
    {
        await using var world = new TargetWorld();

        await world.UpAsync(TargetWorld.Request("flood"));

        var written = new DirectoryInfo(world.Place("instances", "rollout-1")).GetFiles("log*").Sum(file => file.Length);
        Assert.InRange(written, 1, 9 * 1024 * 1024);
    }

    [Fact]
    public async Task The_tail_is_whole_lines_of_at_most_four_kilobytes()
    {
        using var folder = new TemporaryFolder();
        var instance = new InstanceFolder(folder.Path);
        await File.WriteAllLinesAsync(
            instance.Log, Enumerable.Range(1, 9000).Select(number => $"line {number} é"), TestContext.Current.CancellationToken);

        var tail = await InstanceLog.TailAsync(instance, [], TestContext.Current.CancellationToken);

        Assert.EndsWith("\nline 9000 é", tail, StringComparison.Ordinal);
        Assert.StartsWith("line ", tail, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(tail!), 3900, 4096);
    }

    [Fact]
    public async Task The_tail_goes_back_into_the_log_before()
    {
        using var folder = new TemporaryFolder();
        var instance = new InstanceFolder(folder.Path);
        await File.WriteAllTextAsync(instance.Log + ".1", "before\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(instance.Log, "after\n", TestContext.Current.CancellationToken);

        Assert.Equal(
            "before\nafter", await InstanceLog.TailAsync(instance, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_tail_holds_nothing_that_a_terminal_or_a_page_acts_on()
    {
        using var folder = new TemporaryFolder();
        var instance = new InstanceFolder(folder.Path);
        await File.WriteAllBytesAsync(
            instance.Log, [.. "a\e]0;title\a\u202Eb\0\r\nc\td"u8, 0xFF], TestContext.Current.CancellationToken);

        Assert.Equal(
            "a]0;titleb\nc d\uFFFD", await InstanceLog.TailAsync(instance, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_secret_at_the_cut_leaves_no_piece()
    {
        using var folder = new TemporaryFolder();
        var instance = new InstanceFolder(folder.Path);
        foreach (var shift in Enumerable.Range(0, 40))
        {
            await File.WriteAllTextAsync(
                instance.Log, Secret + new string('x', 4096 - shift), TestContext.Current.CancellationToken);

            var tail = await InstanceLog.TailAsync(instance, [Secret], TestContext.Current.CancellationToken);

            Assert.DoesNotContain("word", tail, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> Forms =>
    [
        Secret,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
        Uri.EscapeDataString(Secret),
        System.Net.WebUtility.UrlEncode(Secret),
        System.Text.Json.JsonSerializer.Serialize(Secret).Trim('"'),
        Secret.Insert(4, "\n"),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)).Insert(8, "\n\n"),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_taken_out_in_every_form(string form) =>
        Assert.Equal("before [secret] after", new SecretRedactor([Secret]).Redact($"before {form} after"));

    [Fact]
    public void The_lines_of_a_long_secret_are_taken_out_one_by_one() =>
        Assert.Equal(
            "got [secret]!",
            new SecretRedactor(["-----BEGIN-----\nMIIEvQIBADANBgkq\n-----END-----"]).Redact("got MIIEvQIBADANBgkq!"));

    [Fact]
    public void No_secret_changes_nothing() => Assert.Equal("text", new SecretRedactor([""]).Redact("text"));
}
