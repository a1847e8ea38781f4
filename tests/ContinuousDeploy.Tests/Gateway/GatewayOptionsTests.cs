using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void Everything_wrong_is_listed_at_once()
    {
        var options = new GatewayOptions { Folder = new string('f', 120), Listen = ["https://a.example", "5080"] };

        var result = new GatewayOptionsValidator().Validate(null, options);

        Assert.Collection(
            result.Failures ?? [],
            failure => Assert.Contains("Folder", failure, StringComparison.Ordinal),
            failure => Assert.Contains("'https://a.example' is not an address", failure, StringComparison.Ordinal),
            failure => Assert.Contains("'5080' is not an address", failure, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_and_an_address_are_enough()
    {
        var options = new GatewayOptions { Folder = "gateway", Listen = ["http://127.0.0.1:5080"] };

        Assert.True(new GatewayOptionsValidator().Validate(null, options).Succeeded);
    }
}
