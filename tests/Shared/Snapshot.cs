using System.Runtime.CompilerServices;

namespace ContinuousDeploy.Testing;

/// <summary>
/// Compares a whole text with a file beside the test. <c>UPDATE_SNAPSHOTS=1</c> writes the file instead: look at the
/// difference before committing it.
/// </summary>
public static class Snapshot
{
    /// <param name="text">What the user would see.</param>
    /// <param name="name">The file's name without <c>.txt</c>.</param>
    public static void Match(string text, string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, name + ".txt");
        var actual = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"There is no snapshot {name}.txt yet. Run the test with UPDATE_SNAPSHOTS=1.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }
}
