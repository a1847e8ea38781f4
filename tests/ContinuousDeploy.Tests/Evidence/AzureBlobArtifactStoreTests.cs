using Azure;
using Azure.Storage.Blobs;
using ContinuousDeploy.Evidence;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Evidence;

public sealed class AzureBlobArtifactStoreTests
{
    [Fact]
    public async Task Artifacts_are_read_from_a_container()
    {
        await using var azurite = await Azurite.StartAsync();
        var content = new byte[5 << 20];
        content[^1] = 1;
        var container = Container(azurite);
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        await container.GetBlobClient("sample/1.0.0+x.tar.gz")
            .UploadAsync(new BinaryData(content), TestContext.Current.CancellationToken);
        var store = Store(azurite);

        await using var stream =
            await store.OpenAsync("sample/1.0.0+x.tar.gz", TestContext.Current.CancellationToken);
        using var read = new MemoryStream();
        await stream!.CopyToAsync(read, TestContext.Current.CancellationToken);

        Assert.Equal(content, read.ToArray());
        Assert.Null(await store.OpenAsync("sample/2.0.0.tar.gz", TestContext.Current.CancellationToken));
        Assert.Null(await store.OpenAsync("../artifacts/sample/1.0.0.tar.gz", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_missing_container_is_our_failure_and_not_a_missing_artifact()
    {
        await using var azurite = await Azurite.StartAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            () => Store(azurite).OpenAsync("sample/1.0.0.tar.gz", TestContext.Current.CancellationToken));

        Assert.Equal("ContainerNotFound", failure.ErrorCode);
    }

    private static BlobContainerClient Container(Azurite azurite) => new(
        azurite.ConnectionString,
        "artifacts",
        new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));

    private static AzureBlobArtifactStore Store(Azurite azurite) => new(
        Options.Create(new ArtifactOptions
        {
            Provider = ArtifactOptions.AzureBlobProvider,
            ConnectionString = azurite.ConnectionString,
            Container = "artifacts",
        }),
        NullLogger<AzureBlobArtifactStore>.Instance);
}
