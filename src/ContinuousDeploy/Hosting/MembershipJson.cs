using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Hosting;

/// <summary>A node of the cluster as it is stored.</summary>
internal static class MembershipJson
{
    public static string Write(MembershipEntry entry) => JsonSerializer.Serialize(
        new StoredNode(
            entry.SiloAddress.ToParsableString(),
            entry.Status,
            [.. (entry.SuspectTimes ?? []).Select(vote => new StoredVote(vote.Item1.ToParsableString(), vote.Item2))],
            entry.ProxyPort,
            entry.HostName,
            entry.SiloName,
            entry.RoleName,
            entry.UpdateZone,
            entry.FaultZone,
            entry.StartTime),
        StoredNodeJson.Default.StoredNode);

    /// <summary>All of it but when it was last alive, which is stored apart.</summary>
    public static MembershipEntry Read(string json)
    {
        var stored = JsonSerializer.Deserialize(json, StoredNodeJson.Default.StoredNode)!;
        return new MembershipEntry
        {
            SiloAddress = SiloAddress.FromParsableString(stored.Address),
            Status = stored.Status,
            SuspectTimes = [.. stored.Suspected.Select(vote => Tuple.Create(SiloAddress.FromParsableString(vote.By), vote.At))],
            ProxyPort = stored.ProxyPort,
            HostName = stored.HostName,
            SiloName = stored.SiloName,
            RoleName = stored.RoleName,
            UpdateZone = stored.UpdateZone,
            FaultZone = stored.FaultZone,
            StartTime = stored.StartTime,
        };
    }
}

internal sealed record StoredNode(
    string Address,
    SiloStatus Status,
    ImmutableArray<StoredVote> Suspected,
    int ProxyPort,
    string HostName,
    string SiloName,
    string? RoleName,
    int UpdateZone,
    int FaultZone,
    DateTime StartTime);

/// <summary>A node suspected another.</summary>
internal sealed record StoredVote(string By, DateTime At);

[JsonSerializable(typeof(StoredNode))]
internal sealed partial class StoredNodeJson : JsonSerializerContext;
