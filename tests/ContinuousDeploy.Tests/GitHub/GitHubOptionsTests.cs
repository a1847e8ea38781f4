using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Authentication;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class GitHubOptionsTests : IDisposable
{
    private readonly string keyFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public GitHubOptionsTests() => File.WriteAllText(keyFile, TestKey.Rsa.ExportRSAPrivateKeyPem());

    public void Dispose() => File.Delete(keyFile);

    [Fact]
    public void Complete_options_are_accepted() =>
        Assert.True(new GitHubOptionsValidator().Validate(null, Options(["secret"])).Succeeded);

    [Fact]
    public void Everything_that_is_wrong_is_listed_at_once()
    {
        var outcome = new GitHubOptionsValidator().Validate(
            null, new GitHubOptions { ApiUrl = "http://github.example/api/v3" });

        var text = outcome.FailureMessage ?? "";
        Assert.True(outcome.Failed);
        Assert.Contains("GitHub:AppId", text, StringComparison.Ordinal);
        Assert.Contains("GitHub:PrivateKeyFile", text, StringComparison.Ordinal);
        Assert.Contains("GitHub:WebhookSecrets", text, StringComparison.Ordinal);
        Assert.Contains("GitHub:ApiUrl", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_webhook_secret_refuses_to_start_even_beside_a_good_one(string empty)
    {
        var outcome = new GitHubOptionsValidator().Validate(null, Options(["secret", empty]));

        Assert.Contains("no empty one", outcome.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.github.com", "https://api.github.com/graphql", "https://github.com/")]
    [InlineData("https://api.acme.ghe.com/", "https://api.acme.ghe.com/graphql", "https://acme.ghe.com/")]
    [InlineData("https://git.acme.test/api/v3", "https://git.acme.test/api/graphql", "https://git.acme.test/")]
    [InlineData("http://127.0.0.1:8080/api/v3/", "http://127.0.0.1:8080/api/graphql", "http://127.0.0.1:8080/")]
    public void The_other_addresses_follow_from_the_REST_address(string rest, string graphQL, string git)
    {
        var addresses = Assert.IsType<GitHubAddressesReading.Usable>(GitHubAddresses.Read(rest)).Addresses;

        Assert.Equal(graphQL, addresses.GraphQL.AbsoluteUri);
        Assert.Equal(git, addresses.Git.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("github")]
    [InlineData("http://api.github.com/")]
    [InlineData("ftp://api.github.com/")]
    [InlineData("https://user:pass@api.github.com/")]
    [InlineData("https://api.github.com/?x=1")]
    [InlineData("https://github.com/")]
    [InlineData("https://git.acme.test/api/v4/")]
    public void An_address_that_cannot_be_GitHubs_is_refused(string url) =>
        Assert.IsType<GitHubAddressesReading.Unusable>(GitHubAddresses.Read(url));

    [Theory]
    [InlineData(TokenPurpose.Fetch, "contents: read")]
    [InlineData(TokenPurpose.Discover, "metadata: read")]
    [InlineData(TokenPurpose.Ask, "contents: read, issues: read, metadata: read, pull_requests: read")]
    [InlineData(TokenPurpose.AskTeams, "members: read")]
    [InlineData(TokenPurpose.Report, "checks: write, deployments: write, issues: write, pull_requests: write")]
    [InlineData(TokenPurpose.Propose, "contents: write, pull_requests: write")]
    public void Each_purpose_has_the_fewest_rights(TokenPurpose purpose, string rights) =>
        Assert.Equal(rights, string.Join(", ", purpose.Permissions().Select(right => $"{right.Key}: {right.Value}")));

    private GitHubOptions Options(IReadOnlyList<string> secrets) =>
        new() { AppId = 1, PrivateKeyFile = keyFile, WebhookSecrets = secrets };
}
