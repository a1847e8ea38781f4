using System.Text.Json;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Waits until an instance is ready, or until it is plain that it will not be.</summary>
internal sealed class ReadinessWait(ReadinessProbe probe, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<Readiness> AwaitAsync(
        InstanceFolder folder, InstanceRecord record, Uri url, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            if (!ProcessTable.IsAlive(record.Supervisor!) || File.Exists(folder.Exit))
            {
                return OwnerOf(folder, record) == PortOwner.Somebody
                    ? new Readiness.PortTaken()
                    : new Readiness.Ended(await ExitAsync(folder, cancellationToken));
            }

            var answer = await probe.AskAsync(url, cancellationToken);
            var owner = answer.Arrived ? OwnerOf(folder, record) : PortOwner.Nobody;
            if (owner == PortOwner.Somebody)
            {
                return new Readiness.PortTaken();
            }

            if (answer.Ready && owner == PortOwner.TheInstance)
            {
                return new Readiness.Ready();
            }

            if (time.GetElapsedTime(begin) >= limit)
            {
                return new Readiness.Late(answer.Seen);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static PortOwner OwnerOf(InstanceFolder folder, InstanceRecord record) =>
        ListeningPort.OwnerOf(record.Port, ProcessTable.Members(record.Supervisor, folder.Path));

    private static async Task<ExitRecord?> ExitAsync(InstanceFolder folder, CancellationToken cancellationToken) =>
        await DurableFile.ReadAsync(folder.Exit, cancellationToken) is { } content
            ? JsonSerializer.Deserialize(content, ProcessJson.Default.ExitRecord)
            : null;
}

/// <summary>What came of waiting for an instance.</summary>
internal abstract record Readiness
{
    private Readiness()
    {
    }

    public sealed record Ready : Readiness;

    /// <summary>It ended by itself; how, where that is known.</summary>
    public sealed record Ended(ExitRecord? Exit) : Readiness;

    /// <summary>Its time is over.</summary>
    public sealed record Late(string Seen) : Readiness;

    /// <summary>Somebody else took its port between the choice and the start.</summary>
    public sealed record PortTaken : Readiness;
}
