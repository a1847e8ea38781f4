using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Evidence;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Unpacked artifacts, each under its version and whole digest: once, and only ever whole. A folder that has its final
/// name has all its files on disk.
/// </summary>
internal sealed class VersionFolders(TargetFolder target, IArtifactStore store, TimeProvider time, ArtifactLimits limits)
{
    /// <summary>How many versions of an application are kept beside those that instances run from.</summary>
    public const int Kept = 10;

    public async Task<PreparedVersion> EnsureAsync(
        string application, PinnedVersion version, string artifactPath, CancellationToken cancellationToken)
    {
        var folder = TargetFolder.Create(target.VersionsOf(application));
        using var held = await FileLock.AcquireAsync(Path.Combine(folder, "lock"), time, cancellationToken);
        if (version.Digest is { } pinned && Existing(folder, version.Version, pinned) is { } unpacked)
        {
            return unpacked;
        }

        var incoming = Path.Combine(folder, ".incoming");
        Remove(incoming);
        try
        {
            return await UnpackAsync(folder, incoming, version, artifactPath, cancellationToken);
        }
        catch (BadArtifactException exception)
        {
            return new PreparedVersion.Refused(exception.Message);
        }
        finally
        {
            Remove(incoming);
        }
    }

    private async Task<PreparedVersion.Unpacked> UnpackAsync(
        string folder,
        string incoming,
        PinnedVersion version,
        string artifactPath,
        CancellationToken cancellationToken)
    {
        var archive = Path.Combine(TargetFolder.Create(incoming), "artifact.tar.gz");
        var digest =
            await ArtifactDownload.FetchAsync(store, artifactPath, archive, limits.PackedBytes, cancellationToken);
        if (version.Digest is { } pinned && pinned != digest)
        {
            throw new BadArtifactException($"The artifact's digest is {digest}, but the pin asks for {pinned}.");
        }

        if (Existing(folder, version.Version, digest) is { } unpacked)
        {
            return unpacked;
        }

        var files = TargetFolder.Create(Path.Combine(incoming, "files"));
        await new ArtifactUnpacker(files, limits).UnpackAsync(archive, cancellationToken);
        Posix.FlushFileSystem(files);
        Directory.Move(files, PlaceOf(folder, version.Version, digest));
        Posix.FlushFolder(folder);
        await PruneAsync(folder, cancellationToken);
        return Existing(folder, version.Version, digest)!;
    }

    // Being used makes a version the newest one for the pruning.
    private PreparedVersion.Unpacked? Existing(string folder, string version, string digest)
    {
        var place = PlaceOf(folder, version, digest);
        if (!Directory.Exists(place))
        {
            return null;
        }

        Directory.SetLastWriteTimeUtc(place, time.GetUtcNow().UtcDateTime);
        return new PreparedVersion.Unpacked(place, digest);
    }

    private static string PlaceOf(string folder, string version, string digest) =>
        Path.Combine(folder, TargetFolder.Segment($"{version}-{digest["sha256:".Length..]}"));

    // Removes the versions that have not been used for longest and that no instance runs from.
    private async Task PruneAsync(string folder, CancellationToken cancellationToken)
    {
        var surplus = new DirectoryInfo(folder).GetDirectories()
            .Where(version => version.Name[0] != '.')
            .OrderByDescending(version => version.LastWriteTimeUtc)
            .Skip(Kept)
            .ToArray();
        if (surplus.Length == 0)
        {
            return;
        }

        var used = await UsedAsync(cancellationToken);
        foreach (var version in surplus.Where(version => !used.Contains(version.FullName)))
        {
            version.Delete(recursive: true);
        }
    }

    private async Task<HashSet<string>> UsedAsync(CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var instance in Directory.EnumerateDirectories(TargetFolder.Create(target.Instances)))
        {
            if (await InstanceRecord.ReadAsync(new InstanceFolder(instance), cancellationToken) is { } record)
            {
                used.Add(record.VersionFolder);
            }
        }

        return used;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A version on this machine's disk, or why there can be none.</summary>
internal abstract record PreparedVersion
{
    private PreparedVersion()
    {
    }

    /// <param name="Digest">Of the packed artifact: <c>sha256:</c> and 64 hexadecimal digits.</param>
    public sealed record Unpacked(string Folder, string Digest) : PreparedVersion;

    /// <summary>The artifact is bad, whatever is tried again: one sentence for people.</summary>
    public sealed record Refused(string Reason) : PreparedVersion;
}
