using ContinuousDeploy.Core;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Ends instances with everything they started, and keeps their logs.</summary>
internal sealed class InstanceStopper(TargetFolder target, TimeProvider time)
{
    /// <summary>How long an instance has between being asked to end and being ended.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int KeptLogs = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// As the other, for an owner of the stage. Also where there is nothing to stop, the fence is raised: an owner who was
    /// replaced must not start the instance afterwards.
    /// </summary>
    /// <exception cref="IOException">Processes of it remain that cannot be killed.</exception>
    public async Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        var folder = target.Instance(request.Instance);
        InstanceRecord? record;
        using (await LockAsync(request.Stage, cancellationToken))
        {
            if (!await StageFence.TryRaiseAsync(target.Stage(request.Stage), request.Fence, cancellationToken))
            {
                return StopOutcome.Fenced;
            }

            record = await MarkAsync(folder, cancellationToken);
        }

        if (record is not null)
        {
            await EndAsync(folder, record, cancellationToken);
        }

        return StopOutcome.Stopped;
    }

    /// <summary>Stops an instance: SIGTERM, then SIGKILL after <see cref="Grace"/>. One that is gone is no error.</summary>
    /// <exception cref="IOException">Processes of it remain that cannot be killed.</exception>
    public async Task StopAsync(InstanceFolder folder, CancellationToken cancellationToken)
    {
        if (await InstanceRecord.ReadAsync(folder, cancellationToken) is not { } seen)
        {
            return;
        }

        InstanceRecord? record;
        using (await LockAsync(seen.Stage, cancellationToken))
        {
            record = await MarkAsync(folder, cancellationToken);
        }

        if (record is not null)
        {
            await EndAsync(folder, record, cancellationToken);
        }
    }

    private async Task EndAsync(InstanceFolder folder, InstanceRecord record, CancellationToken cancellationToken)
    {
        Signal(folder, record, Posix.SignalTerminate);
        await AllGoneAsync(folder, record, Grace, cancellationToken);
        using var held = await LockAsync(record.Stage, cancellationToken);
        if (await InstanceRecord.ReadAsync(folder, cancellationToken) is { Phase: InstancePhase.Stopping } still)
        {
            await RemoveAsync(folder, still, cancellationToken);
        }
    }

    /// <summary>Kills what is left of an instance and removes its folder. The caller holds the stage's lock.</summary>
    public async Task RemoveAsync(InstanceFolder folder, InstanceRecord record, CancellationToken cancellationToken)
    {
        Signal(folder, record, Posix.SignalKill);
        if (!await AllGoneAsync(folder, record, LastWait, cancellationToken))
        {
            throw new IOException($"Processes of the instance '{folder.Name}' do not end, not even when killed. Look for "
                + $"processes with {InstanceEnvironment.Marker}={folder.Path} in their environment.");
        }

        KeepLog(folder);
        Directory.Delete(folder.Path, recursive: true);
    }

    public Task<FileLock> LockAsync(StageId stage, CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(
            Path.Combine(TargetFolder.Create(target.Stage(stage)), "lock"), time, cancellationToken);

    // Written down first: whoever comes after a crash stops it too and does not take it for one that serves. The caller
    // holds the stage's lock.
    private static async Task<InstanceRecord?> MarkAsync(InstanceFolder folder, CancellationToken cancellationToken)
    {
        if (await InstanceRecord.ReadAsync(folder, cancellationToken) is not { } record)
        {
            return null;
        }

        var marked = record with { Phase = InstancePhase.Stopping };
        await marked.WriteAsync(folder, cancellationToken);
        return marked;
    }

    private static void Signal(InstanceFolder folder, InstanceRecord record, int signal)
    {
        var members = ProcessTable.Members(record.Supervisor, folder.Path);
        // The group in one call, so that what forks meanwhile is met as well; then those that left the group.
        if (record.Supervisor is { } supervisor && members.Contains(supervisor.Id))
        {
            Posix.Signal(-supervisor.Id, signal);
        }

        foreach (var member in members.Where(member => member != record.Supervisor?.Id))
        {
            Posix.Signal(member, signal);
        }
    }

    private async Task<bool> AllGoneAsync(
        InstanceFolder folder, InstanceRecord record, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (ProcessTable.Members(record.Supervisor, folder.Path).Count > 0)
        {
            if (time.GetElapsedTime(begin) >= limit)
            {
                return false;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }

    private void KeepLog(InstanceFolder folder)
    {
        var logs = new DirectoryInfo(TargetFolder.Create(target.Logs));
        var kept = Path.Combine(logs.FullName, folder.Name + ".log");
        string[] parts = [CappedLog.Previous(folder.Log), folder.Log];
        foreach (var (part, place) in parts.Zip([CappedLog.Previous(kept), kept]))
        {
            if (File.Exists(part))
            {
                File.Move(part, place, overwrite: true);
            }
        }

        foreach (var old in logs.GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Skip(KeptLogs))
        {
            old.Delete();
        }
    }
}
