using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Access;

/// <summary>Makes tokens in GitHub's present forms.</summary>
public static class TokenMint
{
    /// <summary>How long an installation token lasts.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>A person's token.</summary>
    public static string Personal() => $"ghp_{RandomNumberGenerator.GetString(Letters, 36)}";

    /// <summary>An installation token: <c>ghs_APPID_JWT</c>, several hundred characters long.</summary>
    public static InstallationToken Issue(
        World world,
        Installation installation,
        ImmutableSortedSet<long>? repositories,
        ImmutableSortedDictionary<string, string> permissions)
    {
        DateTimeOffset expires = world.Now + Lifetime;
        return world.InstallationTokens.Add(id => new(
            id, Text(installation, id, expires), installation.Id, repositories, permissions, expires));
    }

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static string Text(Installation installation, long id, DateTimeOffset expires)
    {
        JsonObject header = new() { ["alg"] = "ES256", ["typ"] = "JWT" };
        JsonObject claims = new()
        {
            ["iss"] = "sandbox",
            ["sub"] = $"installation:{installation.Id}",
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["jti"] = id,
        };
        string signature = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));
        return $"ghs_{installation.App}_{Part(header)}.{Part(claims)}.{signature}";
    }

    private static string Part(JsonObject json) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
