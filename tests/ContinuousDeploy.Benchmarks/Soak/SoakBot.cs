using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Benchmarks.Fleet;
using ContinuousDeploy.Hosting;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>
/// The real bot in a process of its own, with time that passes when it is told so: this program again, with <c>soak
/// serve</c>. Only instances and traffic are in memory.
/// </summary>
internal sealed class SoakBot : IDisposable
{
    public const string Argument = "serve";

    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private const string Measure = "measure";
    private const string Settle = "settle";

    private readonly OrderedProcess process;

    private SoakBot(OrderedProcess process) => this.process = process;

    public Uri Address => process.Address;

    public static async Task<SoakBot> StartAsync(
        IReadOnlyDictionary<string, string?> configuration, CancellationToken cancellationToken) =>
        new(await OrderedProcess.StartAsync(["soak", Argument], configuration, cancellationToken));

    /// <summary>Waits until the bot has nothing to do.</summary>
    public Task SettleAsync(CancellationToken cancellationToken) => process.OrderAsync(Settle, cancellationToken);

    public Task PassAsync(TimeSpan length, CancellationToken cancellationToken) =>
        process.OrderAsync(length.TotalSeconds.ToString(CultureInfo.InvariantCulture), cancellationToken);

    public async Task<SoakReading> MeasureAsync(CancellationToken cancellationToken) =>
        SoakReading.Parse(await process.OrderAsync(Measure, cancellationToken));

    public void Dispose() => process.Dispose();

    /// <summary>The other side: runs the bot until its standard input ends.</summary>
    public static async Task ServeAsync(CancellationToken cancellationToken)
    {
        var time = new FakeTimeProvider(Start);
        var traffic = new CountingTraffic();
        var moves = 0L;
        traffic.Moved += _ => Interlocked.Increment(ref moves);
        await using var target = await MemoryTarget.StartAsync(cancellationToken);
        await using var bot = Build(time, target, traffic);
        await bot.StartAsync(cancellationToken);
        Console.WriteLine(bot.Urls.Single());
        while (await Console.In.ReadLineAsync(cancellationToken) is { } order)
        {
            if (order is not (Measure or Settle))
            {
                time.Advance(TimeSpan.FromSeconds(double.Parse(order, CultureInfo.InvariantCulture)));
            }

            await bot.Services.GetRequiredService<WorkInProgress>().WhenIdleAsync(cancellationToken);
            Console.WriteLine(order == Measure ? SoakReading.Now(Volatile.Read(ref moves)).ToString() : "done");
        }

        // A bot that stops waits by the clock that nobody moves any more.
        Process.GetCurrentProcess().Kill();
    }

    private static WebApplication Build(TimeProvider time, MemoryTarget target, CountingTraffic traffic) => Bot.Build([], builder =>
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddSingleton(time);
        services.RemoveAll<ITarget>().AddSingleton<ITarget>(target);
        services.RemoveAll<ITraffic>().AddSingleton<ITraffic>(traffic);
        services.Remove(services.Single(service => service.ImplementationType == typeof(GatewayWatch)));
    });
}
