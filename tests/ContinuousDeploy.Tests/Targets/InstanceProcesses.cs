using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>Looks at the processes of an instance from outside, by what the kernel says.</summary>
internal static class InstanceProcesses
{
    /// <summary>All living processes that have the instance's folder as their marker.</summary>
    public static int[] Of(string instanceFolder) =>
        [.. Directory.GetDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name!.All(char.IsAsciiDigit))
            .Where(name => Read($"/proc/{name}/environ").Split('\0').Contains($"CONTINUOUS_DEPLOY_INSTANCE={instanceFolder}"))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Order()];

    public static string CommandLine(int process) => Read($"/proc/{process}/cmdline");

    public static string[] EnvironmentNames(string variables) =>
        [.. variables.Split('\n').Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal)];

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
