using System.Text;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Access;

/// <summary>Finds out who asks, from the <c>Authorization</c> header.</summary>
public sealed class Authenticator(World world)
{
    /// <summary>The caller: anonymous without a header; a header that names nobody is refused with 401.</summary>
    public Outcome<Caller> Identify(string? authorization)
    {
        if (string.IsNullOrWhiteSpace(authorization))
        {
            return new Caller.Anonymous();
        }

        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? authorization : authorization[..space];
        string credentials = space < 0 ? "" : authorization[(space + 1)..].Trim();
        return scheme.ToLowerInvariant() switch
        {
            "bearer" or "token" => ByToken(credentials),
            "basic" => ByPassword(credentials),
            _ => Refusal.BadCredentials,
        };
    }

    private Outcome<Caller> ByToken(string token)
    {
        if (token.StartsWith("ghs_", StringComparison.Ordinal))
        {
            return ByInstallationToken(token);
        }

        if (token.StartsWith("ghp_", StringComparison.Ordinal))
        {
            return world.Accounts.All.FirstOrDefault(account => account.Token == token) is { } person
                ? new Caller.AsUser(person)
                : Refusal.BadCredentials;
        }

        if (token.Split('.').Length != 3)
        {
            return Refusal.BadCredentials;
        }

        Outcome<App> app = AppJwt.Verify(world, token);
        return app.Why is { } why ? why : new Caller.AsApp(app.Value);
    }

    private Outcome<Caller> ByInstallationToken(string value)
    {
        InstallationToken? token = world.InstallationTokens.All.FirstOrDefault(known => known.Value == value);
        if (token is null || token.ExpiresAt <= world.Now
            || world.Installations.Find(token.Installation) is not { } installation)
        {
            return Refusal.BadCredentials;
        }

        return new Caller.AsInstallation(world.Apps[installation.App], installation, token);
    }

    /// <summary>Git's way: an app is <c>x-access-token</c>, a person has any name; the token is the password.</summary>
    private Outcome<Caller> ByPassword(string credentials)
    {
        Span<byte> bytes = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, bytes, out int length))
        {
            return Refusal.BadCredentials;
        }

        string pair = Encoding.UTF8.GetString(bytes[..length]);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        string password = colon < 0 ? "" : pair[(colon + 1)..];
        bool isInstallation = password.StartsWith("ghs_", StringComparison.Ordinal);
        return isInstallation && pair[..colon] != "x-access-token" ? Refusal.BadCredentials : ByToken(password);
    }
}
