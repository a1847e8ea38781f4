using ContinuousDeploy.Evidence;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Runs versions as processes of this machine, each on a port of its own on the loopback address. They outlive the bot;
/// what is known of them lies in the target's folder.
/// </summary>
public sealed partial class ProcessTarget(
    IOptions<TargetsOptions> options, IArtifactStore artifacts, TimeProvider time, ILogger<ProcessTarget> logger)
    : ITarget, IDisposable
{
    public const string KindName = "process";

    private readonly ReadinessProbe probe = new(time);

    public string Kind => KindName;

    /// <exception cref="IOException">This machine or the artifact store failed, not the version.</exception>
    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        var target = options.Value.Get(request.Target);
        var bringUp = new BringUp(target, artifacts, probe, time);
        var outcome = await bringUp.EnsureAsync(request, cancellationToken);
        LogOutcome(request.Instance, request.Target, outcome.GetType().Name);
        return outcome;
    }

    public async Task<InstanceState> ObserveAsync(
        string target, string instance, CancellationToken cancellationToken)
    {
        var folder = FolderOf(target).Instance(instance);
        var record = await InstanceRecord.ReadAsync(folder, cancellationToken);
        if (record is not { Phase: InstancePhase.Started, Supervisor: { } supervisor }
            || !ProcessTable.IsAlive(supervisor)
            || File.Exists(folder.Exit))
        {
            return InstanceState.Gone;
        }

        var answer = await probe.AskAsync(ReadinessProbe.AddressOf(record.Address, record.Ready)!, cancellationToken);
        return answer.Ready ? InstanceState.Ready : InstanceState.NotReady;
    }

    /// <exception cref="IOException">Processes of it remain that cannot be killed.</exception>
    public async Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        var outcome = await new InstanceStopper(FolderOf(request.Target), time).StopAsync(request, cancellationToken);
        LogStop(request.Instance, request.Target, outcome);
        return outcome;
    }

    public void Dispose() => probe.Dispose();

    private TargetFolder FolderOf(string target) => new(options.Value.Get(target).Folder);

    [LoggerMessage(LogLevel.Information, "Instance {Instance} at target {Target}: {Outcome}.")]
    private partial void LogOutcome(string instance, string target, string outcome);

    [LoggerMessage(LogLevel.Information, "Instance {Instance} at target {Target}: {Outcome}.")]
    private partial void LogStop(string instance, string target, StopOutcome outcome);
}
