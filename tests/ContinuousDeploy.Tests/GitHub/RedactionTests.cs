using System.Text;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class RedactionTests
{
    private const string Secret = "canary/7+\"secret\" & more";

    public static TheoryData<string> Encodings => new(
        Secret,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
        Uri.EscapeDataString(Secret),
        System.Text.Json.JsonSerializer.Serialize(Secret).Trim('"'));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_known_secret_is_taken_out_in_every_encoding(string form)
    {
        var redaction = new Redaction();
        redaction.Add(Secret);

        Assert.Equal("before [redacted] after", redaction.Clean($"before {form} after"));
    }

    [Theory]
    [InlineData("ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln-bmF0dXJl")]
    [InlineData("ghp_abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("github_pat_11AAAA_bbbb")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjE3OTk5OTk5NDB9.c2lnbmF0dXJl")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----")]
    public void What_looks_like_a_secret_of_GitHubs_is_taken_out(string secret) =>
        Assert.Equal("x [redacted] y", new Redaction().Clean($"x {secret} y"));

    [Fact]
    public void A_secret_that_begins_with_another_is_taken_out_whole()
    {
        var redaction = new Redaction();
        redaction.Add("canary-1");
        redaction.Add("canary-12345");

        Assert.Equal("[redacted] [redacted]", redaction.Clean("canary-12345 canary-1"));
    }

    [Fact]
    public void A_secret_that_is_no_longer_valid_is_forgotten()
    {
        var redaction = new Redaction();
        redaction.Add("canary-1");
        redaction.Remove("canary-1");

        Assert.Equal("canary-1", redaction.Clean("canary-1"));
    }

    [Fact]
    public void Words_are_left_alone() =>
        Assert.Equal("through a bright eyJ night", new Redaction().Clean("through a bright eyJ night"));

    [Fact]
    public void A_quote_is_short_and_holds_no_control_characters()
    {
        var quote = new Redaction().Quote("a\r\n\u001b[0m" + new string('x', 1000));

        Assert.Equal(401, quote.Length);
        Assert.StartsWith("a   [0m", quote, StringComparison.Ordinal);
        Assert.EndsWith("…", quote, StringComparison.Ordinal);
    }
}
