using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Core.Repositories;

/// <summary>Repositories as JSON, for the ledger.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RepositoryState))]
public sealed partial class RepositoryJson : JsonSerializerContext
{
    public static string Write(RepositoryState state) => JsonSerializer.Serialize(state, Default.RepositoryState);

    /// <exception cref="JsonException">The text is not a repository as this version writes it.</exception>
    public static RepositoryState Read(string state) =>
        JsonSerializer.Deserialize(state, Default.RepositoryState) ?? throw new JsonException("A repository is expected.");
}
