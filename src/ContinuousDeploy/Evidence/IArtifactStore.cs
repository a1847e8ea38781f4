namespace ContinuousDeploy.Evidence;

/// <summary>Where artifacts lie: a folder, or Azure Blob Storage.</summary>
public interface IArtifactStore
{
    /// <summary>Opens an artifact for reading, or answers null where there is none at the path.</summary>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken);
}
