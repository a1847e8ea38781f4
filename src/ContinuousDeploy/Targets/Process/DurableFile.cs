namespace ContinuousDeploy.Targets.Process;

/// <summary>Small files that are either wholly there or as they were before, also after a power cut.</summary>
internal static class DurableFile
{
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var aside = path + ".new";
        await using (var file = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, 0, useAsync: true))
        {
            await file.WriteAsync(content, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        Posix.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The whole content, or null where there is no such file.</summary>
    public static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
