using System.Globalization;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The sample environments repository: the folder <c>environments/</c> with the ports of this run.</summary>
public static class SampleRepository
{
    public const string Organisation = "acme";
    public const string Name = "environments";
    public const string FullName = $"{Organisation}/{Name}";

    private const int UsualProduction = 5080;
    private const int UsualStaging = 5081;

    /// <summary>Copies the sample to a folder, with the ports where the shops are reached in this run.</summary>
    public static void CopyTo(string folder, Ports ports)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "environments");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, "environments", Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, WithPorts(File.ReadAllText(file), ports));
        }
    }

    private static string WithPorts(string text, Ports ports)
    {
        var lines = text.Split('\n').Select(line => line switch
        {
            _ when line == UrlLine(UsualProduction) => UrlLine(ports.Production),
            _ when line == UrlLine(UsualStaging) => UrlLine(ports.Staging),
            _ => line,
        });
        return string.Join('\n', lines);
    }

    private static string UrlLine(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"url: http://127.0.0.1:{port}");
}
