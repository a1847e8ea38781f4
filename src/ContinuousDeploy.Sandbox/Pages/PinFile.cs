namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The files of an environments repository that say which version belongs where.</summary>
public static class PinFile
{
    private const string Key = "version:";

    public static bool IsOne(string path) =>
        path.Split('/') is ["environments", not "applications", var file]
        && file.EndsWith(".yaml", StringComparison.Ordinal)
        && file is not ("environment.yaml" or "flags.yaml");

    /// <summary>The environment a pin file is for.</summary>
    public static string Place(string path) => path.Split('/')[^2];

    /// <summary>The file with another version; all other lines stay as they are.</summary>
    public static string With(string text, string version) => string.Join('\n', text.Split('\n').Select(line =>
        line.StartsWith(Key, StringComparison.Ordinal) ? $"{Key} {version}" : line));
}
