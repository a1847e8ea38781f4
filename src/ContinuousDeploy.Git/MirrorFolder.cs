using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>
/// The folder of a mirror and its two neighbours while it is replaced: <c>.next</c> is being filled, <c>.last</c> is on
/// its way out. A crash at any point leaves a whole one to go on with.
/// </summary>
internal sealed class MirrorFolder(string path)
{
    public string Path => path;

    public string Next => path + ".next";

    private string Last => path + ".last";

    /// <summary>Ends a replacement that a crash cut short, and makes an empty mirror where there is none.</summary>
    public void Prepare()
    {
        if (!Directory.Exists(path) && Directory.Exists(Last))
        {
            Directory.Move(Last, path);
        }

        Remove(Last);
        Remove(Next);
        if (!Directory.Exists(path))
        {
            Create(path);
        }
    }

    /// <summary>Makes an empty bare repository.</summary>
    public static void Create(string folder)
    {
        Libgit2.Prepare();
        Repository.Init(folder, isBare: true);
    }

    /// <summary>Puts <see cref="Next"/> in the mirror's place. Open readers go on reading the old one.</summary>
    public void Swap()
    {
        Remove(Last);
        Directory.Move(path, Last);
        Directory.Move(Next, path);
        Remove(Last);
    }

    /// <summary>Removes what a fetch that was ended on its way leaves: locks, and half packs and objects.</summary>
    /// <returns>Whether there was anything.</returns>
    public static bool RemoveLeftovers(string folder)
    {
        // No branch can end in ".lock". The library's temporary files are named by its "_git2_" and six letters.
        string[] leftovers =
        [
            .. Directory.EnumerateFiles(folder, "*.lock", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(System.IO.Path.Combine(folder, "objects"), "*_git2_*", SearchOption.AllDirectories),
        ];
        foreach (var file in leftovers)
        {
            File.SetAttributes(file, FileAttributes.Normal);
            File.Delete(file);
        }

        return leftovers.Length > 0;
    }

    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // Git marks its objects read-only, which keeps Windows from deleting them.
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(folder, recursive: true);
    }
}
