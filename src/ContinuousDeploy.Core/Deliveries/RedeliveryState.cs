using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Core.Deliveries;

/// <summary>What is remembered from one sweep of GitHub's delivery log to the next.</summary>
/// <param name="Through">Up to where every delivery has arrived, or null before the first complete sweep.</param>
/// <param name="Swept">When the last complete sweep ended.</param>
/// <param name="Missing">Deliveries that were asked for again and have not arrived yet.</param>
/// <param name="Gaps">By repository, 0 for deliveries that are about none.</param>
public sealed record RedeliveryState(
    DateTimeOffset? Through,
    DateTimeOffset? Swept,
    ImmutableArray<MissingDelivery> Missing,
    ImmutableSortedDictionary<long, GapTally> Gaps)
{
    public static RedeliveryState New { get; } = new(null, null, [], ImmutableSortedDictionary<long, GapTally>.Empty);
}

/// <param name="Since">When GitHub first tried.</param>
public sealed record MissingDelivery(string Guid, long Repository, DateTimeOffset Since);

/// <summary>The state as JSON, for the ledger.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RedeliveryState))]
public sealed partial class RedeliveryJson : JsonSerializerContext
{
    public static string Write(RedeliveryState state) => JsonSerializer.Serialize(state, Default.RedeliveryState);

    /// <exception cref="JsonException">The text is not a state as this version writes it.</exception>
    public static RedeliveryState Read(string state) =>
        JsonSerializer.Deserialize(state, Default.RedeliveryState)
        ?? throw new JsonException("The state of the redelivery sweep is expected.");
}
