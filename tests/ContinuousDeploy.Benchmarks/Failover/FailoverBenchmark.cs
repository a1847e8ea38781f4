using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Testing.Cluster;

namespace ContinuousDeploy.Benchmarks.Failover;

/// <summary>
/// Two real bots as processes on a real PostgreSQL, with real instances behind the real gateway. In each round one of them
/// is stopped in the middle of a rollout that it owns: killed, or made to hang until it has been declared dead.
/// </summary>
public sealed class FailoverBenchmark : IBenchmark
{
    public string Name => "failover";

    public string Question => "How long until another bot goes on with the rollouts of one that was killed, or hangs? [rounds]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        await using var server = PostgresProcess.Start()
            ?? throw new InvalidOperationException("PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin/initdb.");
        var kills = new List<Round>();
        var early = new List<Round>();
        var hangs = new List<Round>();
        for (var round = 0; round < rounds; round++)
        {
            // Not hung while it brings an instance up: the process target holds a lock of this machine then, and so would
            // go on holding it.
            kills.Add(await PlayAsync(server, "Watching", hang: false, cancellationToken));
            early.Add(await PlayAsync(server, "Deploying", hang: false, cancellationToken));
            hangs.Add(await PlayAsync(server, "Watching", hang: true, cancellationToken));
            Console.Error.WriteLine($"round {round + 1}: killed {kills[^1]}, while deploying {early[^1]}, hung {hangs[^1]}");
        }

        return new BenchmarkLine(
            Name,
            Median(kills, round => round.GoesOn),
            "s",
            null,
            new Figure("killMaxSeconds", kills.Max(round => round.GoesOn)),
            new Figure("killEndedSeconds", Median(kills, round => round.Ended)),
            new Figure("killDeployingUpSeconds", Median(early, round => round.GoesOn)),
            new Figure("killDeployingEndedSeconds", Median(early, round => round.Ended)),
            new Figure("hangSeconds", Median(hangs, round => round.GoesOn)),
            new Figure("hangMaxSeconds", hangs.Max(round => round.GoesOn)),
            new Figure("hangEndedSeconds", Median(hangs, round => round.Ended)),
            new Figure("doubleEffects", kills.Concat(early).Concat(hangs).Sum(round => round.Doubled)),
            new Figure("rounds", rounds));
    }

    /// <summary>A scene of its own for each, since the bot that was stopped does not come back.</summary>
    private static async Task<Round> PlayAsync(
        PostgresProcess server, string phase, bool hang, CancellationToken cancellationToken)
    {
        await using var scene = await ClusterScene.StartAsync(server.CreateDatabase(), null, cancellationToken);
        var reached = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", phase));
        await scene.PinAsync("production", "1.5.0");
        var owner = await reached;
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.5.0"), scene.Other(owner));
        var goesOn = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", ""), scene.Other(owner));
        var start = Stopwatch.GetTimestamp();
        await (hang ? owner.HangAsync() : owner.KillAsync());
        await goesOn;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ended;
        var whole = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (hang)
        {
            await owner.GoOnAsync();
            await owner.EndedAsync(cancellationToken);
        }

        // One in staging before, and one in production now.
        var doubled = Math.Max(0, scene.StartsOf("1.5.0") - 2);
        return await scene.UsersGetAsync("production") == "1.5.0"
            ? new Round(seconds, whole, doubled)
            : throw new InvalidOperationException("The users do not get the version whose rollout has ended.");
    }

    private static double Median(List<Round> rounds, Func<Round, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    /// <param name="GoesOn">
    /// Seconds until the other bot's first decision about the rollout; where it was deploying, the instance is up by then.
    /// </param>
    /// <param name="Ended">Seconds until the rollout had ended.</param>
    /// <param name="Doubled">How many instances were started once too often.</param>
    private sealed record Round(double GoesOn, double Ended, int Doubled);
}
