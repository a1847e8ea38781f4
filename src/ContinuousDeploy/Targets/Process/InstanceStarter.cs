using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Finds an instance running, or starts it. Under the stage's lock, and written down before and after, so that whatever
/// crashes in between there is never a second process of the same instance.
/// </summary>
internal sealed class InstanceStarter(TargetFolder target, InstanceStopper stopper, TimeProvider time)
{
    /// <summary>Finds the instance running; what is left of a dead or half-started one is removed.</summary>
    public async Task<StartOutcome> AdoptAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        var folder = target.Instance(request.Instance);
        while (true)
        {
            using (var held = await stopper.LockAsync(request.Stage, cancellationToken))
            {
                if (!await TryRaiseFenceAsync(request, cancellationToken))
                {
                    return new StartOutcome.Fenced();
                }

                var record = await InstanceRecord.ReadAsync(folder, cancellationToken);
                if (record is not { Phase: InstancePhase.Stopping })
                {
                    return await AliveOrRemovedAsync(folder, record, request, cancellationToken) is { } running
                        ? new StartOutcome.Running(running)
                        : new StartOutcome.NotRunning();
                }
            }

            await stopper.StopAsync(folder, cancellationToken);
        }
    }

    /// <summary>Starts the instance, unless somebody was faster: then that one is adopted.</summary>
    /// <param name="program">The absolute path of the command's program.</param>
    public async Task<StartOutcome> StartAsync(
        InstanceRequest request,
        PreparedVersion.Unpacked version,
        string program,
        IReadOnlyDictionary<string, string> secrets,
        CancellationToken cancellationToken)
    {
        var folder = target.Instance(request.Instance);
        using var held = await stopper.LockAsync(request.Stage, cancellationToken);
        if (!await TryRaiseFenceAsync(request, cancellationToken))
        {
            return new StartOutcome.Fenced();
        }

        var seen = await InstanceRecord.ReadAsync(folder, cancellationToken);
        if (await AliveOrRemovedAsync(folder, seen, request, cancellationToken) is { } running)
        {
            return new StartOutcome.Running(running);
        }

        var intent = await WriteIntentAsync(folder, request, version, cancellationToken);
        var order = new LaunchOrder(
            folder.Path,
            version.Folder,
            program,
            [.. request.Run.Command.Skip(1)],
            InstanceEnvironment.Of(folder, request.Stage, intent.Version, intent.Port, secrets));
        var supervisor = await SupervisorProcess.StartAsync(order, cancellationToken);
        var record = intent with { Phase = InstancePhase.Started, Supervisor = supervisor };
        await record.WriteAsync(folder, cancellationToken);
        return new StartOutcome.Running(record);
    }

    /// <summary>Whether no request with a higher fence has been seen since.</summary>
    public async Task<bool> StillOwnsAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        using var held = await stopper.LockAsync(request.Stage, cancellationToken);
        return await TryRaiseFenceAsync(request, cancellationToken);
    }

    private Task<bool> TryRaiseFenceAsync(InstanceRequest request, CancellationToken cancellationToken) =>
        StageFence.TryRaiseAsync(target.Stage(request.Stage), request.Fence, cancellationToken);

    private async Task<InstanceRecord> WriteIntentAsync(
        InstanceFolder folder,
        InstanceRequest request,
        PreparedVersion.Unpacked version,
        CancellationToken cancellationToken)
    {
        TargetFolder.Create(folder.Home);
        TargetFolder.Create(folder.Temporary);
        var intent = new InstanceRecord(
            request.Instance,
            request.Stage,
            request.Version.Version,
            version.Digest,
            version.Folder,
            request.Fence,
            ListeningPort.FindFree(),
            request.Run.Ready,
            InstancePhase.Starting,
            Supervisor: null,
            time.GetUtcNow());
        await intent.WriteAsync(folder, cancellationToken);
        return intent;
    }

    private async Task<InstanceRecord?> AliveOrRemovedAsync(
        InstanceFolder folder, InstanceRecord? record, InstanceRequest request, CancellationToken cancellationToken)
    {
        if (record is null)
        {
            return null;
        }

        if (record.Stage != request.Stage || !SameVersion(record, request.Version))
        {
            throw new InvalidOperationException(
                $"The instance '{record.Instance}' is {record.Version} of {record.Stage}, and was asked for as "
                + $"{request.Version} of {request.Stage}. This is a bug: a name stands for one instance.");
        }

        if (record.Supervisor is { } supervisor && ProcessTable.IsAlive(supervisor) && !File.Exists(folder.Exit))
        {
            return record;
        }

        await stopper.RemoveAsync(folder, record, cancellationToken);
        return null;
    }

    private static bool SameVersion(InstanceRecord record, PinnedVersion version) =>
        record.Version == version.Version && (version.Digest is null || version.Digest == record.Digest);
}

/// <summary>What came of looking for an instance or starting it.</summary>
internal abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    public sealed record Running(InstanceRecord Record) : StartOutcome;

    public sealed record NotRunning : StartOutcome;

    /// <summary>A request with a higher fence has been seen for the stage.</summary>
    public sealed record Fenced : StartOutcome;

    /// <summary>It cannot be started, now or later.</summary>
    public sealed record Refused(string Reason) : StartOutcome;
}
