using ContinuousDeploy.Git;

namespace ContinuousDeploy.Tests.Git;

public sealed class GitServerTests
{
    private static readonly string[] Schemes =
    [
        "http", "HTTPS", "ssh", "git", "git+ssh", "ext", "ext:", "file", "ftp", "ftps", "javascript", "data",
        "gopher", "", "https:",
    ];

    private static readonly string[] Hosts =
    [
        "github.com.example.net", "example.net", "xgithub.com", "github.co", "github.com.", "127.0.0.1", "127.1",
        "[::1]", "[::ffff:140.82.121.3]", "140.82.121.3", "2356312323", "0x8c.82.121.3", "localhost", "169.254.169.254",
        "github.com:22", "github.com:0443", "github.com:80", "github.com:99999", "github.com:", "github.com:-1",
        "user@github.com", "user:pass@github.com", "github.com@example.net", "github.com:443@example.net",
        "example.net#@github.com", "example.net?@github.com", "example.net\\@github.com", "github.com\\.example.net",
        "gíthub.com", "xn--gthub-3ta.com", "github。com", "ｇithub.com", "github.com%2eexample.net", "github.com%00",
        "github.com\t", " github.com", "github.com ", "-oProxyCommand=id", "", ".", "github.com\n", "git hub.com",
    ];

    private static readonly string[] Paths =
    [
        "", "/", "//", "acme", "acme/", "/acme/environments", "acme//environments", "acme/environments/",
        "acme/environments/x", "acme/environments.git/info/refs", "../environments", "acme/..", "acme/.",
        "./environments",
        "acme/.git", "acme/x.git.git", "acme/x.GIT", "acme/environments?x", "acme/environments#x",
        "acme/environments%2e",
        "acme/%2e%2e", "acme%2fenvironments", "acme\\environments", "acme/environments\n", "acme/environments\0",
        "acme/ x",
        "acme/-x", "-acme/x", "_acme/x", "acme/ünï", "аcme/x", "acme/x\u200b", "acme/x\u202e", "acme/x;id", "acme/x|id",
        "acme/$(id)", "acme/`id`", "acme/x'", "acme/x\"", "acme/x&y", "acme/x@y", "acme/x:y", "ac.me/x", "acme/x*",
        "acme/~",
        "acme/x y", "acme/x,y", "acme/(x)", "acme/<x>", "acme/{x}", "acme/x^", "acme/x=y", "acme/!x", "acme/x+y",
        "a@b/c",
    ];

    public static TheoryData<string> Bad =>
    [
        .. Schemes.Select(scheme => $"{scheme}://github.com/acme/environments"),
        .. Schemes.Select(scheme => $"{scheme}:github.com/acme/environments"),
        .. Hosts.Select(host => $"https://{host}/acme/environments"),
        .. Hosts.Select(host => $"https://{host}"),
        .. Paths.Select(path => $"https://github.com/{path}"),
        $"https://github.com/{new string('a', 101)}/x",
        $"https://github.com/acme/{new string('a', 101)}",
        $"https://github.com/acme/{new string('a', 100_000)}",
        "git@github.com:acme/environments.git", "ext::sh -c id", "/etc/passwd", "../x", "C:\\x", "\\\\host\\share",
        "acme/environments", " https://github.com/acme/x", "https:/github.com/acme/x", "https:\\\\github.com\\acme\\x",
        "", " ", "\0",
    ];

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void An_address_of_any_other_form_is_refused(string url)
    {
        Assert.False(new GitServer(new Uri("https://github.com")).TryAccept(url, out var address, out var refusal));
        Assert.Null(address);
        Assert.Equal(
            "A repository address must be https://github.com/owner/name; "
            + "this one has another scheme, host, port or form.",
            refusal);
    }

    [Fact]
    public void The_table_of_bad_addresses_is_long() => Assert.True(Bad.Count > 150, $"{Bad.Count} addresses");

    [Theory]
    [InlineData("https://github.com", "https://github.com/acme/environments")]
    [InlineData("https://github.com", "https://github.com/acme/environments.git")]
    [InlineData("https://github.com", "https://github.com:443/acme/environments.git")]
    [InlineData("https://github.com:443/", "https://GitHub.com/acme/environments")]
    public void The_library_gets_an_address_put_together_anew(string server, string url)
    {
        Assert.True(new GitServer(new Uri(server)).TryAccept(url, out var address, out _));
        Assert.Equal("https://github.com/acme/environments.git", address.Url);
        Assert.Equal("acme/environments", address.ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/acme/x_y.z-1")]
    [InlineData("https://github.example.net:8443", "https://github.example.net:8443/acme/x_y.z-1")]
    public void A_port_belongs_to_the_server(string server, string url) =>
        Assert.True(new GitServer(new Uri(server)).TryAccept(url, out _, out _));

    [Theory]
    [InlineData("http://github.com")]
    [InlineData("ssh://github.com")]
    [InlineData("file:///srv")]
    [InlineData("https://user@github.com")]
    [InlineData("https://github.com/path")]
    [InlineData("https://github.com/?query")]
    public void A_server_that_would_get_tokens_unencrypted_or_is_no_origin_is_refused(string server) =>
        Assert.Throws<ArgumentException>(() => new GitServer(new Uri(server)));
}
