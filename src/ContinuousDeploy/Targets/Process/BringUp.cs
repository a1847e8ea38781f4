using System.Collections.Immutable;
using System.Diagnostics;
using ContinuousDeploy.Evidence;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Brings one instance up at one target, from the artifact to the first answer.</summary>
internal sealed class BringUp(
    TargetOptions target, IArtifactStore artifacts, ReadinessProbe probe, TimeProvider time)
{
    // Each attempt fails only where somebody else takes a port that was free a moment before.
    private const int PortAttempts = 4;

    private readonly TargetFolder folder = new(target.Folder);
    private readonly InstanceStopper stopper = new(new TargetFolder(target.Folder), time);

    /// <exception cref="IOException">This machine or the artifact store failed, not the version.</exception>
    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        TargetFolder.Create(folder.Root);
        var secrets = await SecretFiles.ReadAsync(target, request.Run.Secrets, cancellationToken);
        for (var attempt = 1; attempt <= PortAttempts; attempt++)
        {
            var start = await AdoptOrStartAsync(request, secrets, cancellationToken);
            switch (start)
            {
                case StartOutcome.Fenced:
                    return new EnsureOutcome.Fenced();
                case StartOutcome.Refused refused:
                    return new EnsureOutcome.Bad(refused.Reason, Log: null);
                case StartOutcome.Running { Record: var record }:
                    var readiness = await AwaitAsync(request, record, cancellationToken);
                    if (readiness is not Readiness.PortTaken)
                    {
                        return await ConcludeAsync(request, record, readiness, secrets.Values, cancellationToken);
                    }

                    await stopper.StopAsync(folder.Instance(request.Instance), cancellationToken);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        throw new IOException(
            $"{PortAttempts} times in a row another process took the port that was chosen for {request.Instance}.");
    }

    private InstanceStarter Starter => new(folder, stopper, time);

    private async Task<StartOutcome> AdoptOrStartAsync(
        InstanceRequest request, SecretValues secrets, CancellationToken cancellationToken)
    {
        var found = await Starter.AdoptAsync(request, cancellationToken);
        if (found is not StartOutcome.NotRunning)
        {
            return found;
        }

        if (Refusal(request, secrets) is { } reason)
        {
            return new StartOutcome.Refused(reason);
        }

        var versions = new VersionFolders(folder, artifacts, time, ArtifactLimits.Standard);
        var prepared = await versions.EnsureAsync(
            request.Stage.Application, request.Version, request.ArtifactPath, cancellationToken);
        if (prepared is not PreparedVersion.Unpacked version)
        {
            return new StartOutcome.Refused(((PreparedVersion.Refused)prepared).Reason);
        }

        return ProgramPath.TryFind(request.Run.Command[0], version.Folder, out var program, out var missing)
            ? await Starter.StartAsync(request, version, program, secrets.Values, cancellationToken)
            : new StartOutcome.Refused(missing);
    }

    // What can be said before anything is fetched.
    private static string? Refusal(InstanceRequest request, SecretValues secrets)
    {
        if (secrets.Missing is { } name)
        {
            return $"The target '{request.Target}' has no secret '{name}'. Ask who runs the bot to add it to "
                + $"Targets:{request.Target}:Secrets, or take it out of run.secrets.";
        }

        if (request.Run.Command.IsEmpty || request.Run.Command.Any(part => part.Contains('\0', StringComparison.Ordinal)))
        {
            return "The command is empty or has a zero byte in it. Correct run.command.";
        }

        return ReadinessProbe.AddressOf(new Uri("http://127.0.0.1/"), request.Run.Ready) is null
            ? "The path in run.ready is not a path. It begins with '/', for example '/readyz'."
            : null;
    }

    private Task<Readiness> AwaitAsync(
        InstanceRequest request, InstanceRecord record, CancellationToken cancellationToken)
    {
        var url = ReadinessProbe.AddressOf(record.Address, record.Ready)!;
        return new ReadinessWait(probe, time)
            .AwaitAsync(folder.Instance(request.Instance), record, url, request.Run.Within, cancellationToken);
    }

    private async Task<EnsureOutcome> ConcludeAsync(
        InstanceRequest request,
        InstanceRecord record,
        Readiness readiness,
        ImmutableDictionary<string, string> secrets,
        CancellationToken cancellationToken)
    {
        // A newer owner may have adopted the instance meanwhile: then it is not ours to judge or to stop.
        if (!await Starter.StillOwnsAsync(request, cancellationToken))
        {
            return new EnsureOutcome.Fenced();
        }

        if (readiness is Readiness.Ready)
        {
            return new EnsureOutcome.Up(record.Address);
        }

        var instance = folder.Instance(request.Instance);
        var log = await InstanceLog.TailAsync(instance, secrets.Values, cancellationToken);
        await stopper.StopAsync(instance, cancellationToken);
        return new EnsureOutcome.Bad(BadInstance.Reason(request.Run, readiness), log);
    }
}
