using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Evidence;

/// <summary>Artifacts as block blobs in one container of Azure Blob Storage.</summary>
public sealed partial class AzureBlobArtifactStore(
    IOptions<ArtifactOptions> options, ILogger<AzureBlobArtifactStore> logger) : IArtifactStore
{
    // The newest version that Azurite speaks as well, so that tests and production send the same requests.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2025_11_05;

    private readonly Lazy<BlobContainerClient> container = new(() => Connect(options.Value));

    /// <exception cref="RequestFailedException">The storage account refused, failed or could not be reached.</exception>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!ArtifactPath.IsAllowed(path, out var reason))
        {
            LogRefused(reason);
            return null;
        }

        try
        {
            var answer = await container.Value.GetBlobClient(path)
                .DownloadStreamingAsync(cancellationToken: cancellationToken);
            return answer.Value.Content;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private static BlobContainerClient Connect(ArtifactOptions options)
    {
        var settings = new BlobClientOptions(Version);
        var service = options switch
        {
            { ServiceUrl: { Length: > 0 } url } => new BlobServiceClient(new Uri(url), settings),
            { ConnectionStringFile: { Length: > 0 } file } =>
                new BlobServiceClient(File.ReadAllText(file).Trim(), settings),
            _ => new BlobServiceClient(options.ConnectionString, settings),
        };
        return service.GetBlobContainerClient(options.Container);
    }

    [LoggerMessage(LogLevel.Warning, "An artifact was not opened. {Reason}")]
    private partial void LogRefused(string reason);
}
