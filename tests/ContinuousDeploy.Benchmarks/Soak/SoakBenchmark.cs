using System.Globalization;

namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>
/// Days of running in minutes: every hour of the bot's time a release of four stages, every other one taken back by a
/// comment, and quiet until the next. Does the bot grow with what it has done?
/// </summary>
public sealed class SoakBenchmark : IBenchmark
{
    private const double Kibibyte = 1024;
    private const double Mebibyte = 1024 * 1024;
    private const int Readings = 20;

    public string Name => "soak";

    public string Question => "Does the bot grow while it runs for days? [hours]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is [SoakBot.Argument])
        {
            await SoakBot.ServeAsync(cancellationToken);
            return new BenchmarkLine(Name, 0, "KB");
        }

        var hours = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 72;
        await using var scene = await SoakScene.StartAsync(cancellationToken);
        var readings = new List<SoakReading>();
        for (var hour = 1; hour <= hours; hour++)
        {
            await HourAsync(scene, hour, cancellationToken);
            if (hour * Readings / hours > (hour - 1) * Readings / hours)
            {
                readings.Add(await scene.Bot.MeasureAsync(cancellationToken));
                Console.Error.WriteLine($"{hour} h: {readings[^1]}");
            }
        }

        return Line(scene, readings);
    }

    private static async Task HourAsync(SoakScene scene, int hour, CancellationToken cancellationToken)
    {
        var pullRequest = await scene.ReleaseAsync($"1.{hour}.0", cancellationToken);
        await scene.PassAsync(TimeSpan.FromMinutes(1), 4, cancellationToken);
        if (hour % 2 == 0)
        {
            await scene.CommentAsync(pullRequest, "/rollback", cancellationToken);
        }

        await scene.PassAsync(TimeSpan.FromMinutes(1), 5, cancellationToken);
        await scene.PassAsync(TimeSpan.FromMinutes(5), 10, cancellationToken);
    }

    private BenchmarkLine Line(SoakScene scene, List<SoakReading> readings)
    {
        // A process that has just begun fills its caches, and what is remembered of a repository is full after fifty merges.
        var settled = readings[(readings.Count / 2)..];
        var (first, last) = (settled[0], settled[^1]);
        return new BenchmarkLine(
            Name,
            SoakReading.SlopeOf(settled, reading => reading.Heap) / Kibibyte,
            "KB of heap per 1,000 rollouts",
            null,
            new Figure("workingSetKbPer1000Rollouts", SoakReading.SlopeOf(settled, reading => reading.WorkingSet) / Kibibyte),
            new Figure("handlesPer1000Rollouts", SoakReading.SlopeOf(settled, reading => reading.Handles)),
            new Figure("simulatedHours", scene.Passed.TotalHours),
            new Figure("rollouts", last.Rollouts),
            new Figure("startHeapMb", readings[0].Heap / Mebibyte),
            new Figure("middleHeapMb", first.Heap / Mebibyte),
            new Figure("endHeapMb", last.Heap / Mebibyte),
            new Figure("startWorkingSetMb", readings[0].WorkingSet / Mebibyte),
            new Figure("middleWorkingSetMb", first.WorkingSet / Mebibyte),
            new Figure("endWorkingSetMb", last.WorkingSet / Mebibyte),
            new Figure("middleHandles", first.Handles),
            new Figure("endHandles", last.Handles),
            new Figure("middleThreads", first.Threads),
            new Figure("endThreads", last.Threads));
    }
}
