using System.Net.Http.Json;
using ContinuousDeploy.Core;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;

namespace SampleBot;

/// <summary>A target that is in the test's process and so outlives the bot.</summary>
public sealed class OutsideTarget(HttpClient test, KillPoints points) : ITarget
{
    public string Kind => "process";

    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        var call = new EnsureCall(
            request.Instance, request.Stage.Name.ToString(), request.Version.Version, request.ArtifactPath);
        var answer = await Calls.AskAsync<EnsureCall, EnsureAnswer>(test, "ensure", call, cancellationToken);
        await points.ReachAsync($"after {request.Version.Version} was brought up for {request.Stage.Name}");
        return answer.Address is null
            ? new EnsureOutcome.Bad(answer.Reason ?? "", null)
            : new EnsureOutcome.Up(answer.Address);
    }

    public Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken) =>
        Calls.AskAsync<string, InstanceState>(test, "observe", instance, cancellationToken);

    public async Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        var outcome = await Calls.AskAsync<StopRequest, StopOutcome>(test, "stop", request, cancellationToken);
        await points.ReachAsync($"after an instance of {request.Stage.Name} was stopped");
        return outcome;
    }
}

/// <summary>Traffic that is in the test's process and so outlives the bot.</summary>
public sealed class OutsideTraffic(HttpClient test, KillPoints points) : ITraffic
{
    public async Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken)
    {
        var call = new MoveCall(
            move.Stage.Repository,
            move.Stage.Environment,
            move.Stage.Application,
            move.Url,
            move.Instance,
            move.Address,
            move.Fence);
        var outcome = await Calls.AskAsync<MoveCall, MoveOutcome>(test, "move", call, cancellationToken);
        await points.ReachAsync($"after the traffic of {move.Stage.Name} was moved");
        return outcome;
    }

    public Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken) =>
        Calls.AskAsync<string, RouteState?>(test, "route", stage.ToString(), cancellationToken);

    public Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken) =>
        Task.FromResult(0L);
}

public sealed record EnsureCall(string Instance, string Stage, string Version, string Artifact);

/// <param name="Reason">Why it did not come up; the address is null then.</param>
public sealed record EnsureAnswer(Uri? Address, string? Reason);

public sealed record MoveCall(
    long Repository, string Environment, string Application, Uri Url, string Instance, Uri Address, long Fence);

internal static class Calls
{
    public static async Task<TAnswer> AskAsync<TCall, TAnswer>(
        HttpClient test, string what, TCall call, CancellationToken cancellationToken)
    {
        using var answer = await test.PostAsJsonAsync(what, call, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TAnswer>(cancellationToken))!;
    }
}
