using ContinuousDeploy.Hosting;

namespace ContinuousDeploy.Tests.Cluster;

public sealed class ClusterOptionsTests
{
    [Theory]
    [InlineData("0.0.0.0", "cannot authenticate the nodes")]
    [InlineData("10.0.0.4", "cannot authenticate the nodes")]
    [InlineData("::", "cannot authenticate the nodes")]
    [InlineData("node.example", "must be an IP address")]
    public void A_silo_that_strangers_could_reach_is_refused_at_start(string address, string why)
    {
        var result = new ClusterOptionsValidator().Validate(null, new ClusterOptions { Address = address });

        Assert.Contains(why, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.7")]
    [InlineData("::1")]
    public void The_loopback_address_is_accepted(string address) =>
        Assert.True(new ClusterOptionsValidator().Validate(null, new ClusterOptions { Address = address }).Succeeded);

    [Fact]
    public void A_port_that_does_not_exist_is_refused() =>
        Assert.True(new ClusterOptionsValidator().Validate(null, new ClusterOptions { SiloPort = 70_000 }).Failed);
}
