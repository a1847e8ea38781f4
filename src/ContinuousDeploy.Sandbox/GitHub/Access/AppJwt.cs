using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Access;

/// <summary>Checks the JSON Web Token an app names itself with: RS256, at most ten minutes ahead.</summary>
public static class AppJwt
{
    /// <summary>How far GitHub lets a clock run ahead of its own.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly Refusal Undecodable = new(401, "A JSON web token could not be decoded");

    public static Outcome<App> Verify(World world, string token)
    {
        string[] part = token.Split('.');
        if (part.Length != 3 || Decode(part[0]) is not { } header || Decode(part[1]) is not { } claims
            || TextOf(header, "alg") != "RS256")
        {
            return Undecodable;
        }

        if (!long.TryParse(TextOf(claims, "iss"), out long id) || world.Apps.Find(id) is not { } app)
        {
            return new Refusal(404, "Integration not found");
        }

        return !Signed(app, part) ? Undecodable : WrongTime(world.Now, claims) is { } wrong ? wrong : app;
    }

    private static Refusal? WrongTime(DateTimeOffset now, JsonElement claims)
    {
        if (TimeOf(claims, "iat") is not { } issued || issued > now + Skew)
        {
            return new(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion "
                + "was issued");
        }

        if (TimeOf(claims, "exp") is not { } expires || expires <= now)
        {
            return new(401, "'Expiration time' claim ('exp') must be a numeric value representing the future time at "
                + "which the assertion expires");
        }

        return expires > now + Longest ? new(401, "'Expiration time' claim ('exp') is too far in the future") : null;
    }

    private static bool Signed(App app, string[] part)
    {
        using RSA key = RSA.Create();
        key.ImportFromPem(app.PrivateKeyPem);
        try
        {
            return key.VerifyData(
                Encoding.ASCII.GetBytes($"{part[0]}.{part[1]}"),
                Base64Url.DecodeFromChars(part[2]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static JsonElement? Decode(string part)
    {
        try
        {
            JsonElement element = JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;

    private static DateTimeOffset? TimeOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long seconds) && Math.Abs(seconds) < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
