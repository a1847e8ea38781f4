using System.Text.RegularExpressions;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Tests.Git;

/// <summary>
/// Addresses that are almost a repository's, 50,000 of them (seeded; HOSTILE_INPUTS multiplies): what is taken is the
/// one form there is.
/// </summary>
public sealed partial class HostileAddressesTests(ITestOutputHelper output)
{
    private static readonly string[] Good =
    [
        "https://github.com/acme/environments.git", "https://github.com/acme/environments", "https://github.com:443/a/b",
        "https://GITHUB.com/octo-cat/x_y.z", "https://user:pass@github.com/acme/x", "ssh://git@github.com/acme/x",
        "git@github.com:acme/x", "file:///srv/x/y", "https://github.com@example.net/acme/x", "https://example.net/acme/x",
    ];

    [Fact]
    public void Only_the_configured_server_and_plain_names_are_taken()
    {
        var server = new GitServer(new Uri("https://github.com"));
        var choices = new Choices(37);
        var count = Choices.Count(50_000);
        var taken = 0;
        for (var number = 0; number < count; number++)
        {
            var url = choices.Mutate(choices.Of(Good));
            var accepted = server.TryAccept(url, out var address, out var refusal);
            Assert.True(accepted == (Form().IsMatch(url) && !Forbidden().IsMatch(url)), $"{number}: '{url}' {accepted}");
            if (accepted)
            {
                taken++;
                Assert.Matches("^https://github\\.com/[0-9A-Za-z][0-9A-Za-z_-]*/[0-9A-Za-z_.-]+\\.git$", address!.Url);
                Assert.True(server.Owns(address.Url));
            }
            else
            {
                Assert.StartsWith("A repository address must be https://github.com/owner/name", refusal, StringComparison.Ordinal);
            }

            Assert.True(!server.Owns(url) || Owned().IsMatch(url), url);
        }

        output.WriteLine($"{count} addresses: {taken} taken, {count - taken} refused");
        Assert.InRange(taken, count / 50, count / 2);
    }

    [Theory]
    [InlineData("file://\u202E/srv/x/y0", Label = "at this the runtime's own parser of addresses throws")]
    [InlineData("https://\uFFFF/acme/x", Label = "a host that cannot be written in ASCII")]
    public void What_is_no_address_at_all_is_refused_too(string url)
    {
        var server = new GitServer(new Uri("https://github.com"));

        Assert.False(server.Owns(url));
        Assert.False(server.TryAccept(url, out _, out _));
    }

    [GeneratedRegex(@"\Ahttps://(?i:github\.com)(:443)?/[0-9A-Za-z][0-9A-Za-z_-]{0,99}/[0-9A-Za-z_.][0-9A-Za-z_.-]{0,99}(\.git)?\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"\Ahttps://(?i:github\.com)(:443)?/")]
    private static partial Regex Owned();

    // A name of dots, one of nothing before the ending, and one with the ending twice or in other letters.
    [GeneratedRegex(@"/(\.{1,2}(\.git)?|\.git|[^/]*(?i:\.git)\.git|(?!.*\.git\z)[^/]*(?i:\.git))\z")]
    private static partial Regex Forbidden();
}
