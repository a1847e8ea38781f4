using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Storefront;

/// <summary>
/// What makes one version of the shop differ from another: the file <c>release.json</c> beside the program. The program
/// itself is the same in all of them.
/// </summary>
public sealed record Release(string Version, Behaviour Behaviour)
{
    /// <summary>Reads <c>release.json</c>; without one the program is an unreleased build that works.</summary>
    /// <exception cref="JsonException">The file is not what it should be.</exception>
    public static Release Read(string folder)
    {
        var file = Path.Combine(folder, "release.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize(File.ReadAllText(file), ReleaseJson.Default.Release)
                ?? throw new JsonException($"{file} holds null; expected {{\"version\":…,\"behaviour\":…}}.")
            : new Release("0.0.0-unreleased", Behaviour.Good);
    }
}

/// <summary>What is wrong with a version of the shop, if anything.</summary>
public enum Behaviour
{
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>Starts and is ready, but checking out answers 500.</summary>
    [JsonStringEnumMemberName("broken-checkout")]
    BrokenCheckout,

    /// <summary>Starts, but <c>/readyz</c> answers 503 for ever.</summary>
    [JsonStringEnumMemberName("never-ready")]
    NeverReady,

    /// <summary>Writes why and ends with exit code 3 before it listens.</summary>
    [JsonStringEnumMemberName("dies-at-start")]
    DiesAtStart,

    /// <summary>Every answer takes two seconds.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>Works, and goes on working when it is asked to stop with SIGTERM.</summary>
    [JsonStringEnumMemberName("ignores-sigterm")]
    IgnoresSigterm,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Release))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
