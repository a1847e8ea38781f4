using ContinuousDeploy.Evidence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Evidence;

public sealed class ArtifactOptionsTests
{
    private const string ConnectionString = "UseDevelopmentStorage=true;AccountKey=canary";

    [Fact]
    public void A_folder_that_exists_gives_the_folder_store() =>
        Assert.IsType<FolderArtifactStore>(Store(("Folder", Path.GetTempPath())));

    [Fact]
    public void A_container_gives_the_blob_store() =>
        Assert.IsType<AzureBlobArtifactStore>(
            Store(("Provider", "azureBlob"), ("Container", "artifacts"), ("ConnectionString", ConnectionString)));

    [Theory]
    [InlineData("Artifacts:Folder is missing", "Provider=folder")]
    [InlineData("a relative path", "Folder=artifacts")]
    [InlineData("there is no such folder", "Folder=/no/such/folder")]
    [InlineData("'folder' or 'azureBlob'", "Provider=s3")]
    [InlineData("exactly one of", "Provider=azureBlob", "Container=artifacts")]
    [InlineData(
        "exactly one of",
        "Provider=azureBlob", "Container=artifacts", "ConnectionString=canary", "ServiceUrl=https://canary.example/")]
    [InlineData("no such file", "Provider=azureBlob", "Container=artifacts", "ConnectionStringFile=/no/such/file")]
    [InlineData("not an https address", "Provider=azureBlob", "Container=artifacts", "ServiceUrl=http://canary.example/")]
    [InlineData("Artifacts:Container", "Provider=azureBlob", "ConnectionString=canary", "Container=Artifacts")]
    [InlineData("Artifacts:Container", "Provider=azureBlob", "ConnectionString=canary", "Container=a--b")]
    public void What_is_wrong_is_said_without_a_secret(string said, params string[] settings)
    {
        var exception = Assert.Throws<OptionsValidationException>(
            () => Store([.. settings.Select(setting => (setting.Split('=')[0], setting[(setting.IndexOf('=') + 1)..]))]));

        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", exception.Message, StringComparison.Ordinal);
    }

    private static IArtifactStore Store(params (string Key, string Value)[] settings)
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(
                    pair => KeyValuePair.Create("Artifacts:" + pair.Key, (string?)pair.Value)))
                .Build())
            .AddLogging()
            .AddArtifacts()
            .BuildServiceProvider();
        return provider.GetRequiredService<IArtifactStore>();
    }
}
