using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Sandbox.Pages;

namespace ContinuousDeploy.Tests.Demo;

public sealed class SampleRepositoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_shops_are_where_this_run_has_them()
    {
        SampleRepository.CopyTo(folder.Path, new Ports(GitHub: 1, Bot: 2, Production: 5081, Staging: 6000));

        Assert.Contains("url: http://127.0.0.1:5081", Lines("production/environment.yaml"));
        Assert.Contains("url: http://127.0.0.1:6000", Lines("staging/environment.yaml"));
    }

    [Fact]
    public void Every_environment_starts_with_a_version_that_there_is()
    {
        SampleRepository.CopyTo(folder.Path, new Ports(1, 2, 3, 4));

        foreach (var environment in (string[])["staging", "production"])
        {
            var pin = Lines($"{environment}/storefront.yaml").Single(line => line.StartsWith("version: "));
            Assert.Contains(
                SampleVersion.All, version => pin == $"version: {version.Version}" && version.Behaviour == "good");
        }
    }

    [Theory]
    [InlineData("environments/production/storefront.yaml", true)]
    [InlineData("environments/production/environment.yaml", false)]
    [InlineData("environments/production/flags.yaml", false)]
    [InlineData("environments/applications/storefront.yaml", false)]
    [InlineData("README.md", false)]
    public void A_pin_file_is_an_application_in_an_environment(string path, bool isOne) =>
        Assert.Equal(isOne, PinFile.IsOne(path));

    [Fact]
    public void Another_version_changes_one_line() => Assert.Equal(
        "# the pin\nversion: 1.5.0\nhold:\n  version: 3\n",
        PinFile.With("# the pin\nversion: 1.4.0\nhold:\n  version: 3\n", "1.5.0"));

    public void Dispose() => folder.Dispose();

    private string[] Lines(string file) => File.ReadAllLines(folder.In($"environments/{file}"));
}
