using System.Formats.Tar;
using System.IO.Compression;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Unpacks a .tar.gz that nobody vouches for: files and folders below the given folder, and nothing else. No links, no
/// devices, no owner, no time, of the mode only whether a file can be executed.
/// </summary>
internal sealed class ArtifactUnpacker(string folder, ArtifactLimits limits)
{
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Versions are shared by instances: none of them is to change a file under another.
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly HashSet<string> files = new(StringComparer.Ordinal);
    private int entries;

    /// <exception cref="BadArtifactException">The artifact breaks a rule or is no .tar.gz.</exception>
    public async Task UnpackAsync(string archive, CancellationToken cancellationToken)
    {
        await using var packed = new FileStream(
            archive, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, useAsync: true);
        await using var unzipped = new GZipStream(packed, CompressionMode.Decompress);
        await using var bounded = new BoundedStream(unzipped, packed.Length, limits);
        await using var reader = new TarReader(bounded);
        while (await NextAsync(reader, cancellationToken) is { } entry)
        {
            if (++entries > limits.Entries)
            {
                throw new BadArtifactException($"The artifact has more than {limits.Entries} files and folders.");
            }

            await TakeAsync(entry, cancellationToken);
        }

        if (files.Count == 0)
        {
            throw new BadArtifactException("The artifact has no file in it.");
        }
    }

    // What the reader throws at bytes that are no archive; an error of the disk under it stays an IOException.
    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            throw Unreadable();
        }
    }

    private static bool IsMalformed(Exception exception) =>
        exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException
            or OverflowException or NotSupportedException;

    private static BadArtifactException Unreadable() => new("The artifact is not a whole .tar.gz archive.");

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.GlobalExtendedAttributes:
                return;
            case TarEntryType.Directory:
                Directory.CreateDirectory(PlaceOf(entry.Name, isFolder: true));
                return;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await WriteAsync(entry, PlaceOf(entry.Name, isFolder: false), cancellationToken);
                return;
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                throw new BadArtifactException("The artifact has a link in it. Pack the file it points at instead.");
            default:
                throw new BadArtifactException("The artifact has something in it that is neither a file nor a folder.");
        }
    }

    private string PlaceOf(string name, bool isFolder)
    {
        if (name.StartsWith('/'))
        {
            throw new BadArtifactException("The artifact has an absolute path in it.");
        }

        if (name.Any(character => char.IsControl(character) || character == '\uFFFD'))
        {
            throw new BadArtifactException("The artifact has a file name with control or undecodable characters.");
        }

        var segments = name.Split('/').Where(segment => segment is not ("" or ".")).ToArray();
        if (segments.Contains(".."))
        {
            throw new BadArtifactException("The artifact has a path with '..' in it.");
        }

        if (name.Length > 2048 || segments.Any(segment => segment.Length > 255) || (segments.Length == 0 && !isFolder))
        {
            throw new BadArtifactException("The artifact has a path that is empty or too long.");
        }

        return Reserve(segments, isFolder);
    }

    private string Reserve(string[] segments, bool isFolder)
    {
        for (var length = 1; length <= segments.Length; length++)
        {
            var path = string.Join('/', segments[..length]);
            var isFile = length == segments.Length && !isFolder;
            var place = Path.Combine(folder, path);
            if (files.Contains(path) || (isFile && Directory.Exists(place)))
            {
                throw new BadArtifactException("The artifact has the same path in it twice.");
            }

            if (isFile)
            {
                files.Add(path);
            }
        }

        return Path.Combine([folder, .. segments]);
    }

    private static async Task WriteAsync(TarEntry entry, string place, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        await using (var file = new FileStream(
            place, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: true))
        {
            if (entry.DataStream is { } content)
            {
                await CopyAsync(content, file, cancellationToken);
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place, (entry.Mode & Executable) == 0 ? ReadOnly : ReadOnly | Executable);
        }
    }

    private static async Task CopyAsync(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            int read;
            try
            {
                read = await content.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception exception) when (IsMalformed(exception))
            {
                throw Unreadable();
            }

            if (read == 0)
            {
                return;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
