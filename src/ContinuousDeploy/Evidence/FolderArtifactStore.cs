using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Evidence;

/// <summary>Artifacts in a folder of this machine. Links below the folder are not followed: they could leave it.</summary>
public sealed partial class FolderArtifactStore(IOptions<ArtifactOptions> options, ILogger<FolderArtifactStore> logger)
    : IArtifactStore
{
    /// <exception cref="IOException">The folder or the file cannot be read.</exception>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!ArtifactPath.IsAllowed(path, out var reason))
        {
            LogRefused(reason);
            return Task.FromResult<Stream?>(null);
        }

        var root = options.Value.Folder!;
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"The folder of artifacts, '{root}', is gone. Check Artifacts:Folder.");
        }

        return Task.FromResult<Stream?>(Open(root, path));
    }

    private FileStream? Open(string root, string path)
    {
        var place = root;
        foreach (var segment in path.Split('/'))
        {
            place = Path.Combine(place, segment);
            if (new FileInfo(place).LinkTarget is not null)
            {
                LogRefused("It is, or lies behind, a symbolic link. Put the file itself into the folder.");
                return null;
            }
        }

        try
        {
            return File.Exists(place)
                ? new FileStream(
                    place, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0, useAsync: true)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "An artifact was not opened. {Reason}")]
    private partial void LogRefused(string reason);
}
