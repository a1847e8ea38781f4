using ContinuousDeploy.Benchmarks.Crash;
using ContinuousDeploy.Tests.Ledger;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>
/// The short run of the benchmark <c>crash</c>: the real receiver in a process of its own, killed while it takes signed
/// deliveries over HTTP and while it starts again.
/// </summary>
public sealed class KilledReceiverTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task What_was_answered_is_there_after_ten_kills_and_nothing_twice()
    {
        var loop = new KillLoop(folder["ledger.db"], new Draws(seed: 1), perKill: 100);

        var count = await loop.RunAsync(kills: 10, told: (_, _) => { }, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(count.ToString());
        Assert.Equal((0, 0), (count.Lost, count.Duplicates));
        Assert.InRange(count.Acknowledged, 1_000, long.MaxValue);
    }

    public void Dispose() => folder.Dispose();
}
