namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// A lock among all tasks of all processes of this machine, held by keeping a file open exclusively; the kernel gives it
/// back when its holder dies. The file stays.
/// </summary>
internal sealed class FileLock : IDisposable
{
    // EWOULDBLOCK: somebody else holds the file.
    private const int Held = 11;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    public static async Task<FileLock> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (exception.HResult == Held)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    public void Dispose() => file.Dispose();
}
