using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>The app's private key, and the short-lived tokens it signs.</summary>
public sealed class AppKey(RSA key) : IDisposable
{
    private const int SmallestBits = 2048;

    // GitHub refuses tokens that live longer than ten minutes, and any whose beginning lies in its future: it asks for
    // a minute of room for clocks that differ.
    private static readonly TimeSpan Backdated = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(9);

    /// <summary>Reads a PEM file, or says what is wrong with it; never with any of its content.</summary>
    public static AppKeyReading Read(string file)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            return new AppKeyReading.Unusable(
                "no file is named. Generate a private key on the app's settings page and name its file.");
        }

        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new AppKeyReading.Unusable($"'{file}' cannot be read: {problem.Message}");
        }

        return Parse(file, text);
    }

    /// <summary>
    /// A JSON web token that authenticates as the app, RS256 as GitHub asks for.
    /// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
    /// </summary>
    /// <param name="now">GitHub's time, as far as it is known.</param>
    public string SignToken(long appId, DateTimeOffset now)
    {
        var issued = (now - Backdated).ToUnixTimeSeconds();
        var expires = (now + Lifetime).ToUnixTimeSeconds();
        var claims = string.Create(
            CultureInfo.InvariantCulture, $$"""{"iat":{{issued}},"exp":{{expires}},"iss":"{{appId}}"}""");
        return Sign(key, """{"alg":"RS256","typ":"JWT"}""", claims);
    }

    /// <summary>Compact serialisation of a signature, RFC 7515 section 3.1, with RS256 of RFC 7518.</summary>
    public static string Sign(RSA key, string header, string payload)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => key.Dispose();

    private static AppKeyReading Parse(string file, string text)
    {
        var key = RSA.Create();
        var problem = Import(key, text);
        if (problem is null)
        {
            return new AppKeyReading.Usable(new AppKey(key));
        }

        key.Dispose();
        return new AppKeyReading.Unusable($"'{file}' {problem} Generate a private key on the app's settings page.");
    }

    private static string? Import(RSA key, string text)
    {
        if (!PemEncoding.TryFind(text, out var fields))
        {
            return "holds no PEM block.";
        }

        var label = text[fields.Label];
        if (label is not ("RSA PRIVATE KEY" or "PRIVATE KEY"))
        {
            return $"holds a block '{label}', not an unencrypted RSA private key.";
        }

        try
        {
            key.ImportFromPem(text);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            return "holds a damaged key, or one that is not RSA.";
        }

        return key.KeySize < SmallestBits ? $"holds a key of {key.KeySize} bits; GitHub's have 2048 or more." : null;
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

/// <summary>What became of reading a key file.</summary>
public abstract record AppKeyReading
{
    private AppKeyReading()
    {
    }

    public sealed record Usable(AppKey Key) : AppKeyReading;

    public sealed record Unusable(string Problem) : AppKeyReading;
}
