using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Git;

/// <summary>How many bytes of a repository one question may read, over all files; and how many it has read.</summary>
public sealed class ReadBudget(long maximumBytes = ReadBudget.DefaultBytes)
{
    /// <summary>16 MiB: far above an environments repository of 20,000 stages, far below what hurts.</summary>
    public const long DefaultBytes = 16 * 1024 * 1024;

    public long BytesRead { get; private set; }

    public int FilesRead { get; private set; }

    public bool TryTake(long bytes)
    {
        if (bytes > maximumBytes - BytesRead)
        {
            return false;
        }

        BytesRead += bytes;
        FilesRead++;
        return true;
    }

    /// <summary>What stands for a file that the budget did not reach.</summary>
    public SourceFile Refuse(string path) =>
        SourceText.Refuse(path, "too-much-to-read",
            $"The files to read have more than {maximumBytes} bytes together; this one was not read.",
            "Split the change into smaller ones.");
}
