namespace ContinuousDeploy.Evidence;

/// <summary>Where artifacts lie: configuration section <c>Artifacts</c>.</summary>
public sealed class ArtifactOptions
{
    public const string Section = "Artifacts";
    public const string FolderProvider = "folder";
    public const string AzureBlobProvider = "azureBlob";

    /// <summary><c>folder</c> or <c>azureBlob</c>.</summary>
    public string Provider { get; set; } = FolderProvider;

    /// <summary>For <c>folder</c>: the absolute path of the folder.</summary>
    public string? Folder { get; set; }

    /// <summary>For <c>azureBlob</c>: the storage account's connection string. Better kept in a file.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>For <c>azureBlob</c>: a file that holds the connection string.</summary>
    public string? ConnectionStringFile { get; set; }

    /// <summary>For <c>azureBlob</c>: the blob service's address, with a shared access signature unless blobs are public.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>For <c>azureBlob</c>: the container's name.</summary>
    public string? Container { get; set; }
}
