using ContinuousDeploy.Hosting;

namespace ContinuousDeploy.Tests.Cluster;

public sealed class ClusterOptionsTests : IDisposable
{
    private const string Password = "the password of a test";

    private readonly TestAuthority authority = new();

    [Theory]
    [InlineData("0.0.0.0", "which strangers may reach")]
    [InlineData("10.0.0.4", "which strangers may reach")]
    [InlineData("::", "which strangers may reach")]
    [InlineData("node.example", "must be an IP address")]
    public void A_silo_that_strangers_could_reach_and_that_asks_no_certificate_is_refused_at_start(string address, string why) =>
        Assert.Contains(why, Refusal(new ClusterOptions { Address = address }), StringComparison.Ordinal);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.7")]
    [InlineData("::1")]
    public void The_loopback_address_is_accepted(string address) => Assert.Null(Refusal(new ClusterOptions { Address = address }));

    [Fact]
    public void A_port_that_does_not_exist_is_refused() =>
        Assert.NotNull(Refusal(new ClusterOptions { SiloPort = 70_000 }));

    [Fact]
    public void A_port_to_listen_on_that_no_other_node_could_find_is_refused()
    {
        Assert.Contains("Name Cluster:SiloPort", Refusal(new ClusterOptions { ListenPort = 7_001 }), StringComparison.Ordinal);
        Assert.Null(Refusal(new ClusterOptions { ListenPort = 7_001, SiloPort = 7_000 }));
    }

    [Fact]
    public void With_a_certificate_of_the_clusters_authority_any_address_is_accepted()
    {
        Assert.Null(Refusal(With(authority.IssueFile())));
        Assert.Null(Refusal(With(authority.IssuePfx(Password), Password)));
    }

    [Fact]
    public void A_certificate_that_is_missing_or_cannot_be_used_is_refused_with_the_reason()
    {
        using var stranger = new TestAuthority();

        Assert.Contains("Cluster:Certificate is missing", Refusal(With("")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(With("/no/such/file.pem")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(With(authority.Write("node.pem", "no PEM at all"))), StringComparison.Ordinal);
        Assert.Contains("its key", Refusal(With(authority.IssueFile(withKey: false))), StringComparison.Ordinal);
        Assert.Contains("is valid from", Refusal(With(authority.IssueFile(days: 5))), StringComparison.Ordinal);
        Assert.Contains("does not chain to", Refusal(With(stranger.IssueFile())), StringComparison.Ordinal);
        Assert.Contains("CertificatePassword", Refusal(With(authority.IssuePfx(Password), "wrong")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_is_missing_or_cannot_be_used_is_refused_with_the_reason()
    {
        ClusterOptions Trusting(string file) => new() { Certificate = authority.IssueFile(), CertificateAuthority = file };

        Assert.Contains("Cluster:CertificateAuthority is missing", Refusal(Trusting("")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refusal(Trusting("/no/such/file.pem")), StringComparison.Ordinal);
        Assert.Contains("holds no certificate", Refusal(Trusting(authority.Write("ca.pem", "nothing"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_holds_no_password() =>
        Assert.DoesNotContain(
            Password, Refusal(With(authority.IssuePfx("another"), Password)), StringComparison.Ordinal);

    public void Dispose() => authority.Dispose();

    private static string? Refusal(ClusterOptions options) =>
        new ClusterOptionsValidator(TimeProvider.System).Validate(null, options).FailureMessage;

    private ClusterOptions With(string certificate, string? password = null) => new()
    {
        Address = "10.0.0.4",
        Certificate = certificate,
        CertificatePassword = password,
        CertificateAuthority = authority.AuthorityFile,
    };
}
