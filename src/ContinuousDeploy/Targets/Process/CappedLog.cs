namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// A log that never takes more than twice its cap: when the file is full it becomes <c>log.1</c>, and the one before
/// that is dropped. Losing lines is better than stopping what writes them, so that a full disk is no error here.
/// </summary>
internal sealed class CappedLog(string path, long cap) : IDisposable
{
    private readonly Lock writing = new();
    private FileStream? file;

    public void Write(ReadOnlySpan<byte> content)
    {
        lock (writing)
        {
            try
            {
                file ??= Open();
                file.Write(content);
                if (file.Length > cap)
                {
                    Dispose();
                    File.Move(path, Previous(path), overwrite: true);
                }
            }
            catch (IOException)
            {
                Dispose();
            }
        }
    }

    public static string Previous(string path) => path + ".1";

    public void Dispose()
    {
        file?.Dispose();
        file = null;
    }

    private FileStream Open() =>
        new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
