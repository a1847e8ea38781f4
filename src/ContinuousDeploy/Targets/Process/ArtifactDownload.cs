using System.Security.Cryptography;
using ContinuousDeploy.Evidence;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Brings an artifact from the store to this machine's disk and takes its digest on the way.</summary>
internal static class ArtifactDownload
{
    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="BadArtifactException">There is none at the path, or it is too large.</exception>
    public static async Task<string> FetchAsync(
        IArtifactStore store, string path, string destination, long limit, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenAsync(path, cancellationToken)
            ?? throw new BadArtifactException("There is no artifact at its path in the artifact store.");
        await using var file = new FileStream(
            destination, FileMode.Create, FileAccess.Write, FileShare.None, 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var total = 0L;
        while (await source.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            total += read;
            if (total > limit)
            {
                throw new BadArtifactException($"The artifact is larger than {limit >> 20} MiB.");
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
