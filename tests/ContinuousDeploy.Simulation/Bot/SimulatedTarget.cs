using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Verification;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using ContinuousDeploy.Verification;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The machines as one process reaches them.</summary>
public sealed class SimulatedTarget(Machines machines, Wire wire) : ITarget
{
    public string Kind => "process";

    /// <summary>What the bot's configuration says of it.</summary>
    public static TargetsOptions Configuration()
    {
        var targets = new TargetsOptions();
        var local = new TargetOptions { Kind = "process", Folder = "/" };
        local.Repositories.Add(SimulatedGitHub.Repository.ToString());
        targets.Named.Add("local", local);
        return targets;
    }

    public Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken) =>
        CallAsync(() => machines.Ensure(request), cancellationToken);

    public Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken) =>
        CallAsync(() => machines.Observe(instance), cancellationToken);

    public Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken) =>
        CallAsync(() => machines.Stop(request), cancellationToken);

    private Task<T> CallAsync<T>(Func<T> effect, CancellationToken cancellationToken) =>
        wire.CallAsync(effect, () => new UnansweredException(), cancellationToken);
}

/// <summary>The gateway as one process reaches it.</summary>
public sealed class SimulatedTraffic(Gateway gateway, Wire wire) : ITraffic
{
    public Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken) =>
        CallAsync(() => gateway.Move(move), cancellationToken);

    public Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken) =>
        CallAsync(() => gateway.Routes.GetValueOrDefault(stage), cancellationToken);

    public Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken) =>
        CallAsync(() => gateway.InFlight(instance), cancellationToken);

    private Task<T> CallAsync<T>(Func<T> effect, CancellationToken cancellationToken) =>
        wire.CallAsync(effect, () => new TrafficUnavailableException("The gateway does not answer."), cancellationToken);
}

/// <summary>The smoke checks, which see what the version is: one that fails them fails the last.</summary>
public sealed class SimulatedSmoke(Ground world, Wire wire) : ISmokeRunner
{
    private static readonly SmokeAnswer Good = new SmokeAnswer.Whole(200, null, [.. "{\"state\":\"paid\"}"u8], TimeSpan.Zero);
    private static readonly SmokeAnswer Broken = new SmokeAnswer.Whole(500, null, [], TimeSpan.Zero);

    public Task<SuiteResult> RunAsync(SmokeSuite suite, Uri instance, CancellationToken cancellationToken) =>
        wire.CallAsync(() => Judge(suite, instance), () => new UnansweredException(), cancellationToken);

    private SuiteResult Judge(SmokeSuite suite, Uri address)
    {
        var instance = world.Machines.Find(address.Host[..^".machine".Length]);
        var passed = world.Flaw is Flaw.ChecksThatPass
            || (instance is { IsUp: true } && Releases.NatureOf(instance.Version) is not Nature.FailsItsChecks);
        var isUnsure = world.Swarm.DyingInstances && world.Dice.Falls(30);
        return new SuiteResult(
            "smoke",
            isUnsure ? Verdict.Inconclusive : passed ? Verdict.Passed : Verdict.Failed,
            [.. suite.Checks.Select((check, index) => SmokeComparison.Compare(
                check, passed || index < suite.Checks.Length - 1 ? Good : Broken))],
            TimeSpan.Zero);
    }
}
